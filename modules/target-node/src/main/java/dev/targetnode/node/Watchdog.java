package dev.targetnode.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a sign of life as long as every event loop answers: a loop that is stuck stops the signs, and who waits for them
 * restarts the node. {@link #tick} belongs to one thread.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    /** Signs in the time after which the service manager gives up: half of them may be missed. */
    private static final int SIGNS = 4;

    private final List<Probe> probes = new ArrayList<>();
    private final Runnable sign;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "target-node-watchdog");
        thread.setDaemon(true);
        return thread;
    });
    private boolean complained;

    Watchdog(List<? extends Executor> loops, Runnable sign) {
        loops.forEach(loop -> probes.add(new Probe(loop)));
        this.sign = sign;
    }

    /** Begins, for somebody who gives up after {@code limit} without a sign. */
    void start(Duration limit) {
        long period = Math.max(1, limit.toMillis() / SIGNS);
        Future<?> unused = timer.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.MILLISECONDS);
    }

    /** Gives a sign if each loop has answered since the last tick, and asks them again. */
    void tick() {
        List<Integer> silent = new ArrayList<>();
        for (int loop = 0; loop < probes.size(); loop++) {
            if (!probes.get(loop).askAgain()) {
                silent.add(loop);
            }
        }
        if (silent.isEmpty()) {
            complained = false;
            sign.run();
        } else if (!complained) {
            complained = true;
            LOG.error("event loops {} do not answer: the watchdog is told nothing until they do", silent);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One loop and the question that it has been asked. */
    private static final class Probe {
        private final Executor loop;
        private final AtomicBoolean waiting = new AtomicBoolean();

        Probe(Executor loop) {
            this.loop = loop;
        }

        /** False where the last question is still open; no other is asked then. */
        boolean askAgain() {
            if (!waiting.compareAndSet(false, true)) {
                return false;
            }
            try {
                loop.execute(() -> waiting.set(false));
            } catch (RejectedExecutionException ended) {
                waiting.set(false); // a loop that has been closed is not stuck
            }
            return true;
        }
    }
}
