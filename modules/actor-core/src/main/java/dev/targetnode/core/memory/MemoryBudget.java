package dev.targetnode.core.memory;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bound on the bytes that tasks may hold, in which every byte is reserved before it is allocated: before a CmdSN slot
 * is granted (a granted MaxCmdSN cannot be taken back), before an R2T is sent, before a read begins. Safe from any
 * thread.
 */
public final class MemoryBudget {
    private final long limitBytes;
    private final AtomicLong reserved = new AtomicLong();
    private final Set<Runnable> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();

    /** A budget of {@code limitBytes}, at least 1. */
    public MemoryBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Reserves all of {@code bytes} or nothing. */
    public boolean tryReserve(long bytes) {
        long before = reserved.get();
        while (before + bytes <= limitBytes) {
            if (reserved.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = reserved.get();
        }
        return false;
    }

    /** True where {@link #tryReserve} would succeed now. */
    boolean hasRoom(long bytes) {
        return reserved.get() + bytes <= limitBytes;
    }

    /** Gives back what {@link #tryReserve} has reserved, and wakes everyone who waits for room. */
    public void release(long bytes) {
        long left = reserved.addAndGet(-bytes);
        if (left < 0) {
            throw new IllegalStateException("more memory released than reserved: " + left + " bytes");
        }
        if (waiting.get() > 0) {
            wake();
        }
    }

    /**
     * Asks to be told, once, that room has been made. {@code retry} runs on the thread that releases and must only pass
     * the word on. Try again after registering: room made in between wakes nobody. Asking again before the word has come
     * changes nothing.
     */
    public void awaitRoom(Runnable retry) {
        // Counted first: a count that lags behind would let a release pass over another waiter.
        waiting.incrementAndGet();
        if (!waiters.add(retry)) {
            waiting.decrementAndGet();
        }
    }

    private void wake() {
        for (Runnable retry : List.copyOf(waiters)) {
            if (waiters.remove(retry)) {
                waiting.decrementAndGet();
                retry.run();
            }
        }
    }

    /** The bound in bytes. */
    public long limitBytes() {
        return limitBytes;
    }

    /** What is reserved now, in bytes. */
    public long reservedBytes() {
        return reserved.get();
    }
}
