package dev.targetnode.core.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers that fire on a loop's own thread. A loop with timers sleeps until the first is due; it does not spin.
 *
 * <p>Timers may be set and cancelled from any thread; setting one on the loop itself costs no wake-up. They are
 * cancelled when the loop closes. Resolution is that of the loop's turn, at best some 50 microseconds: a bound on how
 * long something may take, not a clock.
 */
public final class LoopTimers {
    private static final Logger LOG = LoggerFactory.getLogger(LoopTimers.class);

    private final EventLoop loop;

    /** Timers on this loop. */
    public LoopTimers(EventLoop loop) {
        this.loop = loop;
    }

    /** A timer that has been set. */
    @FunctionalInterface
    public interface Timer {
        /**
         * Takes it back. Called on the loop, it is certain that the action does not run any more; called elsewhere, an
         * action that is about to run may still run.
         */
        void cancel();
    }

    /** Runs the action once after the delay, which is not negative. What it throws is logged. */
    public Timer once(Duration delay, Runnable action) {
        ScheduledFuture<?> scheduled = loop.schedule(guarded(action), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /**
     * Runs the action again and again, each time this long after it last ended. What it throws is logged and does not
     * end the tick.
     *
     * @param period more than zero
     */
    public Timer tick(Duration period, Runnable action) {
        long periodNanos = period.toNanos();
        ScheduledFuture<?> scheduled =
                loop.scheduleWithFixedDelay(guarded(action), periodNanos, periodNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private static Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException failure) {
                // Netty would keep it in a future that nobody reads and end a tick without a word.
                LOG.error("a timer's action failed", failure);
            }
        };
    }
}
