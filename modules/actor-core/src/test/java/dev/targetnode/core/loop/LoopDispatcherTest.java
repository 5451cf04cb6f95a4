package dev.targetnode.core.loop;

import static dev.targetnode.core.loop.LoopTestSupport.loopThreads;
import static dev.targetnode.core.loop.LoopTestSupport.startWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopDispatcherTest {
    private static final long WAIT_SECONDS = 20;

    private record Ping(int left, Thread sender, ActorRef<Ping> replyTo) {}

    static List<Transport> transports() {
        return LoopTestSupport.transportsHere().toList();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void actorsRunOnTheThreadOfTheirLoop(Transport transport) throws Exception {
        try (NettyEventLoops loops = startOn(transport, 2, 0)) {
            ActorSystem<SpawnProtocol.Command> system = systemOn(loops);
            try {
                for (int index = 0; index < 2; index++) {
                    Thread seen = threadOfAnActorOn(system, loops.loop(index));
                    assertEquals("target-node-loop-" + index, seen.getName());
                    assertInstanceOf(FastThreadLocalThread.class, seen);
                    assertTrue(loops.loop(index).netty().inEventLoop(seen));
                }
            } finally {
                terminate(system);
            }
        }
        assertEquals(List.of(), loopThreads());
    }

    @ParameterizedTest
    @MethodSource("transports")
    void messagesPassWithinALoopAndBetweenLoops(Transport transport) throws Exception {
        pingPong(transport, 0);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void messagesPassBetweenLoopsThatPoll(Transport transport) throws Exception {
        pingPong(transport, 20);
    }

    private static void pingPong(Transport transport, int pollMicros) throws Exception {
        int rounds = 20_000;
        try (NettyEventLoops loops = startOn(transport, 2, pollMicros)) {
            ActorSystem<SpawnProtocol.Command> system = systemOn(loops);
            try {
                for (int otherIndex = 0; otherIndex < 2; otherIndex++) {
                    CompletableFuture<Integer> done = new CompletableFuture<>();
                    ActorRef<Ping> here = spawn(system, loops.loop(0), player(loops.loop(0), done));
                    ActorRef<Ping> there = spawn(system, loops.loop(otherIndex), player(loops.loop(otherIndex), done));
                    here.tell(new Ping(rounds, Thread.currentThread(), there));
                    assertEquals(0, done.get(WAIT_SECONDS, TimeUnit.SECONDS));
                }
            } finally {
                terminate(system);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aLoopOutlivesTheDispatcherThatPekkoShutsDown(Transport transport) throws Exception {
        try (NettyEventLoops loops = startOn(transport, 1, 0)) {
            Config quickShutdown = ConfigFactory.parseString(
                    LoopDispatchers.path(0) + ".shutdown-timeout = 1 ms\npekko.scheduler.tick-duration = 1 ms");
            ActorSystem<SpawnProtocol.Command> system = systemOn(loops, quickShutdown);
            try {
                Thread before = threadOfAnActorOn(system, loops.loop(0));
                // The actor has left; the dispatcher's shutdown is due on Pekko's scheduler before this is.
                CountDownLatch later = new CountDownLatch(1);
                system.scheduler()
                        .scheduleOnce(java.time.Duration.ofMillis(100), later::countDown, system.executionContext());
                assertTrue(later.await(WAIT_SECONDS, TimeUnit.SECONDS));
                Thread after = threadOfAnActorOn(system, loops.loop(0));
                assertEquals(before, after);
            } finally {
                terminate(system);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void closingTwiceEndsEveryThreadOnceAndRefusesWhatComesLater(Transport transport) throws Exception {
        NettyEventLoops loops = startOn(transport, 2, 20);
        ActorSystem<SpawnProtocol.Command> system = systemOn(loops);
        threadOfAnActorOn(system, loops.loop(0));
        threadOfAnActorOn(system, loops.loop(1));
        terminate(system);
        loops.close();
        loops.close();
        assertEquals(List.of(), loopThreads());
        assertThrows(
                RejectedExecutionException.class, () -> loops.loop(0).netty().execute(() -> {}));
        assertTrue(LoopRegistry.find(loops.id()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("transports")
    void closingOnALoopDoesNotWaitForItself(Transport transport) throws Exception {
        NettyEventLoops loops = startOn(transport, 1, 0);
        loops.loop(0).netty().submit(loops::close).get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertTrue(loops.loop(0).netty().awaitTermination(WAIT_SECONDS, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void aLoopKnowsItsIoTypeWithAndWithoutPolling(int pollMicros) {
        for (Transport transport : transports()) {
            try (NettyEventLoops loops = startOn(transport, 1, pollMicros)) {
                assertTrue(loops.loop(0)
                        .netty()
                        .isIoType(
                                switch (transport) {
                                    case IO_URING -> IoUringIoHandler.class;
                                    case EPOLL -> EpollIoHandler.class;
                                    case NIO -> NioIoHandler.class;
                                }));
            }
        }
    }

    private static NettyEventLoops startOn(Transport transport, int count, int pollMicros) {
        return startWith("transport = " + transport.settingName(), "count = " + count, "poll_us = " + pollMicros);
    }

    private static ActorSystem<SpawnProtocol.Command> systemOn(NettyEventLoops loops) {
        return systemOn(loops, ConfigFactory.empty());
    }

    private static ActorSystem<SpawnProtocol.Command> systemOn(NettyEventLoops loops, Config over) {
        Config config = over.withFallback(LoopDispatchers.config(loops)).withFallback(ConfigFactory.load());
        return ActorSystem.create(Behaviors.setup(context -> SpawnProtocol.create()), "loops", config);
    }

    private static void terminate(ActorSystem<?> system) throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static Thread threadOfAnActorOn(ActorSystem<SpawnProtocol.Command> system, EventLoops.Loop loop)
            throws Exception {
        CompletableFuture<Thread> seen = new CompletableFuture<>();
        spawn(system, loop, Behaviors.<Ping>setup(context -> {
            seen.complete(Thread.currentThread());
            return Behaviors.stopped();
        }));
        return seen.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> ActorRef<T> spawn(
            ActorSystem<SpawnProtocol.Command> system, EventLoops.Loop loop, Behavior<T> behavior) throws Exception {
        Props onLoop = loop.dispatcher();
        return AskPattern.<SpawnProtocol.Command, ActorRef<T>>ask(
                        system,
                        replyTo -> new SpawnProtocol.Spawn<>(behavior, "", onLoop, replyTo),
                        java.time.Duration.ofSeconds(WAIT_SECONDS),
                        system.scheduler())
                .toCompletableFuture()
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static Behavior<Ping> player(EventLoops.Loop loop, CompletableFuture<Integer> done) {
        return Behaviors.receive((context, ping) -> {
            if (!loop.inLoop()) {
                done.completeExceptionally(
                        new AssertionError("on " + Thread.currentThread().getName()));
            } else if (ping.left() == 0) {
                done.complete(0);
            } else {
                ping.replyTo().tell(new Ping(ping.left() - 1, Thread.currentThread(), context.getSelf()));
            }
            return Behaviors.same();
        });
    }
}
