package dev.targetnode.core.loop;

import static dev.targetnode.core.loop.LoopTestSupport.settingsWith;
import static dev.targetnode.core.loop.LoopTestSupport.startWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.loop.LoopTimers.Timer;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoopTimersTest {
    private static final long WAIT_SECONDS = 20;

    static List<Transport> transports() {
        return LoopTestSupport.transportsHere().toList();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void fireOnTheirLoopNotBeforeTheirTime(Transport transport) throws Exception {
        try (NettyEventLoops loops = startWith("transport = " + transport.settingName(), "count = 1")) {
            LoopTimers timers = new LoopTimers(loops.loop(0).netty());
            long setAtNanos = System.nanoTime();
            CompletableFuture<Long> fired = new CompletableFuture<>();
            timers.once(Duration.ofMillis(30), () -> {
                assertTrue(loops.loop(0).inLoop());
                fired.complete(System.nanoTime() - setAtNanos);
            });
            assertTrue(fired.get(WAIT_SECONDS, TimeUnit.SECONDS) >= TimeUnit.MILLISECONDS.toNanos(30));
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void doNotRunOnceCancelledOnTheLoop(Transport transport) throws Exception {
        try (NettyEventLoops loops = startWith("transport = " + transport.settingName(), "count = 1")) {
            EventLoops.Loop loop = loops.loop(0);
            LoopTimers timers = new LoopTimers(loop.netty());
            AtomicInteger fired = new AtomicInteger();
            CountDownLatch later = new CountDownLatch(1);
            loop.netty()
                    .submit(() -> {
                        // Due at once, so only the cancel can hold it back.
                        Timer taken = timers.once(Duration.ZERO, fired::incrementAndGet);
                        taken.cancel();
                        timers.once(Duration.ofMillis(1), later::countDown);
                    })
                    .get(WAIT_SECONDS, TimeUnit.SECONDS);
            assertTrue(later.await(WAIT_SECONDS, TimeUnit.SECONDS));
            assertEquals(0, fired.get());
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void tickOnAfterAFailureUntilCancelled(Transport transport) throws Exception {
        try (NettyEventLoops loops = startWith("transport = " + transport.settingName(), "count = 1")) {
            EventLoops.Loop loop = loops.loop(0);
            LoopTimers timers = new LoopTimers(loop.netty());
            CountDownLatch ticks = new CountDownLatch(3);
            AtomicInteger count = new AtomicInteger();
            Timer tick = timers.tick(Duration.ofMillis(1), () -> {
                count.incrementAndGet();
                ticks.countDown();
                throw new IllegalStateException("a failing action, thrown by the test");
            });
            assertTrue(ticks.await(WAIT_SECONDS, TimeUnit.SECONDS));
            int ticked = loop.netty()
                    .submit(() -> {
                        tick.cancel();
                        return count.get();
                    })
                    .get(WAIT_SECONDS, TimeUnit.SECONDS);
            CountDownLatch later = new CountDownLatch(1);
            timers.once(Duration.ofMillis(10), later::countDown);
            assertTrue(later.await(WAIT_SECONDS, TimeUnit.SECONDS));
            assertEquals(ticked, count.get());
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void doNotKeepAnIdleLoopAwake(Transport transport) throws Exception {
        assertFewTurnsUntilATimerFires(
                transport, IoHandlers.factory(transport, settingsWith().ring()));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void doNotKeepAnIdleLoopThatPollsAwake(Transport transport) throws Exception {
        IoHandlerFactory plain = IoHandlers.factory(transport, settingsWith().ring());
        // A clock that leaps past the window at each reading: what would be polled away in 50 us is seen as passed.
        long[] leaps = {0};
        LongSupplier clock = () -> leaps[0] += TimeUnit.MILLISECONDS.toNanos(1);
        assertFewTurnsUntilATimerFires(
                transport,
                executor -> new PollingIoHandler(
                        plain.newHandler(executor), new PollWindow(50_000), new PollBudget(1), clock));
    }

    private static void assertFewTurnsUntilATimerFires(Transport transport, IoHandlerFactory handlers)
            throws Exception {
        AtomicInteger turns = new AtomicInteger();
        LoopThread loop = new LoopThread(
                0, executor -> new CountingHandler(handlers.newHandler(executor), turns), Duration.ofMillis(1));
        try {
            CountDownLatch fired = new CountDownLatch(1);
            new LoopTimers(loop).once(Duration.ofMillis(200), fired::countDown);
            assertTrue(fired.await(WAIT_SECONDS, TimeUnit.SECONDS));
            assertTrue(turns.get() < 50, () -> transport + ": " + turns.get() + " turns in 200 ms of idleness");
        } finally {
            loop.beginShutdown(Duration.ofSeconds(WAIT_SECONDS));
            assertTrue(loop.awaitEnd(TimeUnit.SECONDS.toNanos(WAIT_SECONDS)));
        }
    }

    private record CountingHandler(IoHandler wrapped, AtomicInteger turns) implements IoHandler {
        @Override
        public void initialize() {
            wrapped.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            turns.incrementAndGet();
            return wrapped.run(context);
        }

        @Override
        public void prepareToDestroy() {
            wrapped.prepareToDestroy();
        }

        @Override
        public void destroy() {
            wrapped.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return wrapped.register(handle);
        }

        @Override
        public void wakeup() {
            wrapped.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return wrapped.isCompatible(handleType);
        }
    }
}
