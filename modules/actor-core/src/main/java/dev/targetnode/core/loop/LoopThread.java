package dev.targetnode.core.loop;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Netty loop on a thread named after its index, with a short task quantum, that knows what a polling handler wraps. */
final class LoopThread extends SingleThreadIoEventLoop {
    static final String NAME_PREFIX = "target-node-loop-";

    private final NamedThread thread;

    /**
     * Netty's default quantum is a second: with the actors' mailboxes as tasks, sockets would starve for as long.
     *
     * @throws RuntimeException of Netty's when the handler cannot be made, for instance for want of file descriptors
     */
    LoopThread(int index, IoHandlerFactory handlers, Duration taskQuantum) {
        this(new NamedThread(NAME_PREFIX + index), handlers, taskQuantum);
    }

    private LoopThread(NamedThread thread, IoHandlerFactory handlers, Duration taskQuantum) {
        super(
                null,
                thread,
                handlers,
                // Pekko counts on a dispatcher to take every mailbox; what peers can queue is bounded elsewhere.
                Integer.MAX_VALUE,
                RejectedExecutionHandlers.reject(),
                taskQuantum.toMillis());
        this.thread = thread;
    }

    /** Starts the orderly end of this loop: queued tasks run first. */
    void beginShutdown(Duration timeout) {
        // The end is waited for with awaitEnd; this future tells nothing more.
        Future<?> unused = shutdownGracefully(0, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits until the thread has ended; Netty's own termination comes a moment earlier.
     *
     * @return false if it has not within the time
     */
    boolean awaitEnd(long timeoutNanos) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + timeoutNanos;
        return awaitTermination(timeoutNanos, TimeUnit.NANOSECONDS)
                && thread.awaitEnd(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return ioHandler() instanceof PollingIoHandler polling
                ? polling.wrapped().getClass().equals(handlerType)
                : super.isIoType(handlerType);
    }

    /** Makes the one thread of a loop and remembers it. */
    private static final class NamedThread implements ThreadFactory {
        private final String name;
        private volatile @Nullable Thread made;

        NamedThread(String name) {
            this.name = name;
        }

        @Override
        public Thread newThread(Runnable loop) {
            Thread thread = new FastThreadLocalThread(loop, name);
            made = thread;
            return thread;
        }

        boolean awaitEnd(long timeoutNanos) throws InterruptedException {
            Thread thread = made;
            if (thread == null) {
                return true;
            }
            // Rounded up: a join of zero milliseconds would wait for ever.
            thread.join(TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + 1);
            return !thread.isAlive();
        }
    }
}
