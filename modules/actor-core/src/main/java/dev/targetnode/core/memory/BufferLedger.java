package dev.targetnode.core.memory;

import java.util.concurrent.atomic.LongAdder;

/** Counts the data buffers that are out: zero whenever nothing is in progress. Safe from any thread. */
public final class BufferLedger {
    private final LongAdder buffers = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    void taken(int capacityBytes) {
        buffers.increment();
        bytes.add(capacityBytes);
    }

    void settled(int capacityBytes) {
        buffers.decrement();
        bytes.add(-(long) capacityBytes);
    }

    /** How many buffers are out. */
    public long buffersOut() {
        return buffers.sum();
    }

    /** How many bytes these buffers hold. */
    public long bytesOut() {
        return bytes.sum();
    }
}
