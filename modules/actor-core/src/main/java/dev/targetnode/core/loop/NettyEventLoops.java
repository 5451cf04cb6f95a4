package dev.targetnode.core.loop;

import dev.targetnode.core.loop.TransportChoice.NotAvailable;
import dev.targetnode.core.loop.TransportChoice.Use;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Event loops on Netty's {@link SingleThreadIoEventLoop}.
 *
 * <p>Order of life: {@link #start}, then an actor system with {@link LoopDispatchers#config} layered on its
 * configuration; when that system has terminated, {@link #close}. Safe from any thread.
 */
public final class NettyEventLoops implements EventLoops, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NettyEventLoops.class);
    private static final AtomicLong NEXT_ID = new AtomicLong();

    private final String id = "loops-" + NEXT_ID.getAndIncrement();
    private final LoopSettings settings;
    private final Transport transport;
    private final List<NettyLoop> loops;
    private final AtomicBoolean closed = new AtomicBoolean();

    private NettyEventLoops(LoopSettings settings, Transport transport, List<LoopThread> threads) {
        this.settings = settings;
        this.transport = transport;
        List<NettyLoop> made = new ArrayList<>();
        for (LoopThread thread : threads) {
            made.add(new NettyLoop(made.size(), thread));
        }
        this.loops = List.copyOf(made);
        LoopRegistry.add(this);
    }

    /** What {@link #start} gives. */
    public sealed interface Start permits Started, Refused {}

    /** The loops run. */
    public record Started(NettyEventLoops loops) implements Start {}

    /**
     * No loop runs.
     *
     * @param key the full path of the setting that cannot be met
     * @param reason why, one line for the user
     */
    public record Refused(String key, String reason) implements Start {}

    /** Starts the loops on this machine and says in the log what they are. */
    public static Start start(LoopSettings settings) {
        return start(
                settings, TransportProbe.ofThisMachine(), Runtime.getRuntime().availableProcessors());
    }

    /** As {@link #start(LoopSettings)}, on a machine that is described by the arguments. */
    static Start start(LoopSettings settings, TransportProbe probe, int processors) {
        Map<Transport, String> failed = new HashMap<>();
        while (true) {
            TransportChoice choice = TransportChoice.choose(
                    settings.transport(),
                    transport ->
                            Optional.ofNullable(failed.get(transport)).or(() -> probe.unavailableBecause(transport)));
            if (choice instanceof NotAvailable none) {
                return new Refused(
                        LoopSettings.PATH + ".transport",
                        none.transport().settingName() + " is not available here: " + none.reason());
            }
            Use use = (Use) choice;
            try {
                return new Started(startWith(settings, use, processors));
            } catch (RuntimeException cannotMake) {
                // The probe said yes and the real thing said no: a limit on descriptors or on locked memory.
                failed.put(use.transport(), String.valueOf(cannotMake.getMessage()));
            }
        }
    }

    private static NettyEventLoops startWith(LoopSettings settings, Use use, int processors) {
        PollBudget budget = PollBudget.forProcessors(processors);
        boolean polling = settings.pollMicros() > 0 && budget.permits() > 0;
        IoHandlerFactory plain = IoHandlers.factory(use.transport(), settings.ring());
        IoHandlerFactory handlers = polling ? polling(plain, settings.pollMicros(), budget) : plain;

        List<LoopThread> threads = new ArrayList<>();
        try {
            for (int index = 0; index < settings.loopsOn(processors); index++) {
                threads.add(new LoopThread(index, handlers, settings.taskQuantum()));
            }
        } catch (RuntimeException cannotMake) {
            threads.forEach(made -> made.beginShutdown(Duration.ZERO));
            throw cannotMake;
        }
        logStart(settings, use, threads.size(), budget);
        return new NettyEventLoops(settings, use.transport(), threads);
    }

    private static IoHandlerFactory polling(IoHandlerFactory plain, int pollMicros, PollBudget budget) {
        long windowNanos = TimeUnit.MICROSECONDS.toNanos(pollMicros);
        return executor ->
                new PollingIoHandler(plain.newHandler(executor), new PollWindow(windowNanos), budget, System::nanoTime);
    }

    private static void logStart(LoopSettings settings, Use use, int count, PollBudget budget) {
        use.passedOver().forEach((better, reason) -> LOG.info("{} is not available: {}", better.settingName(), reason));
        LOG.info("event loops: {} on {}", count, use.transport().settingName());
        if (settings.pollMicros() == 0) {
            return;
        }
        if (budget.permits() == 0) {
            LOG.warn("poll_us = {} has no effect: a single processor is never spent on polling", settings.pollMicros());
        } else {
            LOG.info(
                    "event loops poll for {} us before they sleep, at most {} at a time",
                    settings.pollMicros(),
                    Math.min(budget.permits(), count));
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int size() {
        return loops.size();
    }

    @Override
    public Loop loop(int index) {
        return loops.get(index);
    }

    @Override
    public Transport transport() {
        return transport;
    }

    /** The settings these loops were started with. */
    public LoopSettings settings() {
        return settings;
    }

    /**
     * Ends the loops: tasks that are queued still run, timers are cancelled, channels are closed. Returns when the
     * threads have ended or the shutdown timeout has passed, which is said in the log. A second call does nothing. On a
     * loop's own thread it starts the end and does not wait for it.
     *
     * <p>To be called after the actor system has terminated: what an actor sends afterwards is refused.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        LoopRegistry.remove(this);
        Duration timeout = settings.shutdownTimeout();
        for (NettyLoop loop : loops) {
            loop.netty().beginShutdown(timeout);
        }
        if (loops.stream().anyMatch(Loop::inLoop)) {
            return;
        }
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        for (NettyLoop loop : loops) {
            await(loop, deadlineNanos);
        }
    }

    private void await(NettyLoop loop, long deadlineNanos) {
        try {
            long leftNanos = Math.max(0, deadlineNanos - System.nanoTime());
            if (!loop.netty().awaitEnd(leftNanos)) {
                LOG.warn("event loop {} has not ended within {}", loop.index(), settings.shutdownTimeout());
            }
        } catch (InterruptedException stopWaiting) {
            Thread.currentThread().interrupt();
        }
    }

    private record NettyLoop(int index, LoopThread netty) implements Loop {
        @Override
        public DispatcherSelector dispatcher() {
            return DispatcherSelector.fromConfig(dispatcherPath());
        }

        @Override
        public String dispatcherPath() {
            return LoopDispatchers.path(index);
        }

        @Override
        public boolean inLoop() {
            return netty.inEventLoop();
        }
    }
}
