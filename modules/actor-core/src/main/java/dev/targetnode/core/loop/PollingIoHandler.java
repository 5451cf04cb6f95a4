package dev.targetnode.core.loop;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;

/**
 * Keeps a loop awake for a while after its last work (an I/O completion or a task) before it lets it sleep.
 *
 * <p>It polls by running the wrapped handler with a context that does not allow to block; each run is one turn of the
 * loop, so tasks and timers are seen as soon as I/O is. Runs on the loop's thread, but for {@link #wakeup()} and
 * {@link #isCompatible(Class)}.
 */
final class PollingIoHandler implements IoHandler {
    private final IoHandler wrapped;
    private final PollWindow window;
    private final PollBudget budget;
    private final LongSupplier nanoClock;
    private final PollingContext pollingContext = new PollingContext();

    private boolean workedLastTurn = true;
    private long idleSinceNanos;
    private boolean holdsPermit;
    /** True only while this loop is sure to ask for pending tasks before it blocks. Written by the loop alone. */
    private volatile boolean awake;

    PollingIoHandler(IoHandler wrapped, PollWindow window, PollBudget budget, LongSupplier nanoClock) {
        this.wrapped = wrapped;
        this.window = window;
        this.budget = budget;
        this.nanoClock = nanoClock;
    }

    @Override
    public void initialize() {
        wrapped.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        long nowNanos = nanoClock.getAsLong();
        if (workedLastTurn) {
            // Only now are the tasks of that turn done: idleness begins here.
            workedLastTurn = false;
            idleSinceNanos = nowNanos;
        }
        if (!context.canBlock()) {
            worked(nowNanos, false);
            return wrapped.run(context);
        }
        return mayPoll(nowNanos) ? poll(context, nowNanos) : sleep(context);
    }

    private boolean mayPoll(long nowNanos) {
        if (!window.pollAfter(nowNanos - idleSinceNanos)) {
            return false;
        }
        if (!holdsPermit) {
            holdsPermit = budget.tryTake();
        }
        return holdsPermit;
    }

    private int poll(IoHandlerContext context, long nowNanos) {
        if (!awake) {
            awake = true;
        }
        int handled = wrapped.run(pollingContext.of(context));
        if (handled > 0) {
            worked(nowNanos, false);
        } else {
            giveWay();
        }
        return handled;
    }

    /**
     * Lets a thread run that waits for this processor. The kernel may wake the receiver of an answer on the processor of
     * the sender, which it expects to sleep; a peer on this machine would wait there until the window ends (ADR 3).
     */
    // Nothing is ordered by this yield; it is a hint whose loss costs time only.
    @SuppressWarnings("ThreadPriorityCheck")
    private static void giveWay() {
        Thread.yield();
    }

    private int sleep(IoHandlerContext context) {
        releasePermit();
        // Before the wrapped handler asks the context whether it may block: a task that was queued while awake was
        // still seen to be true is seen by that question.
        awake = false;
        int handled = wrapped.run(context);
        awake = true;
        if (handled > 0 || !context.canBlock()) {
            worked(nanoClock.getAsLong(), true);
        }
        return handled;
    }

    private void worked(long nowNanos, boolean slept) {
        workedLastTurn = true;
        window.workAfter(nowNanos - idleSinceNanos, slept);
    }

    private void releasePermit() {
        if (holdsPermit) {
            holdsPermit = false;
            budget.giveBack();
        }
    }

    @Override
    public void wakeup() {
        // The caller's task is in the queue by now. The fence keeps that in front of the reading of awake, so either
        // the loop's question finds the task or the loop is seen asleep and is woken: never neither.
        VarHandle.fullFence();
        if (!awake) {
            wrapped.wakeup();
        }
    }

    @Override
    public void prepareToDestroy() {
        awake = false;
        releasePermit();
        wrapped.prepareToDestroy();
    }

    @Override
    public void destroy() {
        awake = false;
        releasePermit();
        wrapped.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return wrapped.register(handle);
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return wrapped.isCompatible(handleType);
    }

    /** The handler that does the work, whose type is the loop's {@code isIoType}. */
    IoHandler wrapped() {
        return wrapped;
    }

    /** The loop's own context, but for the leave to block. */
    private static final class PollingContext implements IoHandlerContext {
        private IoHandlerContext loop = this;

        PollingContext of(IoHandlerContext context) {
            loop = context;
            return this;
        }

        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return loop.delayNanos(currentTimeNanos);
        }

        @Override
        public long deadlineNanos() {
            return loop.deadlineNanos();
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            loop.reportActiveIoTime(activeNanos);
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            return loop.shouldReportActiveIoTime();
        }
    }
}
