package dev.targetnode.core.target;

import dev.targetnode.core.loop.EventLoops;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** A loop without a thread: its timers fire when a test says that time has passed. */
final class ManualLoop implements EventLoops.Loop {
    private final Timers netty = new Timers();

    /** Lets time pass; timers that are due run on the caller's thread. */
    void pass(long millis) {
        netty.ticker.advance(millis, TimeUnit.MILLISECONDS);
        for (Timer timer : List.copyOf(netty.timers)) {
            timer.runIfDue(netty.ticker.nanoTime());
        }
        netty.timers.removeIf(Timer::isDone);
    }

    /** How many one-shot timers have neither fired nor been cancelled. */
    long pendingTimers() {
        return netty.timers.stream()
                .filter(timer -> timer.periodNanos == 0 && !timer.isDone())
                .count();
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public SingleThreadIoEventLoop netty() {
        return netty;
    }

    @Override
    public DispatcherSelector dispatcher() {
        return DispatcherSelector.defaultDispatcher();
    }

    @Override
    public String dispatcherPath() {
        return "pekko.actor.default-dispatcher";
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    private static final class Timer extends DefaultPromise<Object> implements ScheduledFuture<Object> {
        private final Runnable task;
        private final long periodNanos;
        private long dueNanos;

        Timer(Runnable task, long dueNanos, long periodNanos) {
            super(ImmediateEventExecutor.INSTANCE);
            this.task = task;
            this.dueNanos = dueNanos;
            this.periodNanos = periodNanos;
        }

        void runIfDue(long nowNanos) {
            if (isDone() || nowNanos < dueNanos) {
                return;
            }
            if (periodNanos == 0) {
                setSuccess(task);
            } else {
                dueNanos = nowNanos + periodNanos;
            }
            task.run();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    /** A loop of Netty's whose thread never starts, since nothing is ever executed on it. */
    private static final class Timers extends SingleThreadIoEventLoop {
        private final MockTicker ticker;
        private final List<Timer> timers = new ArrayList<>();

        Timers() {
            super(null, new DefaultThreadFactory(ManualLoop.class), executor -> new NoIo());
            ticker = Ticker.newMockTicker();
        }

        @Override
        public Ticker ticker() {
            MockTicker made = ticker; // none yet while the constructor above this one runs
            return made == null ? Ticker.systemTicker() : made;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            return add(new Timer(command, ticker.nanoTime() + unit.toNanos(delay), 0));
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long delay, long period, TimeUnit unit) {
            return add(new Timer(command, ticker.nanoTime() + unit.toNanos(delay), unit.toNanos(period)));
        }

        private Timer add(Timer timer) {
            timers.add(timer);
            return timer;
        }
    }

    private static final class NoIo implements IoHandler {
        @Override
        public int run(IoHandlerContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }
}
