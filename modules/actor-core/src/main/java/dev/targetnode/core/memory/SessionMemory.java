package dev.targetnode.core.memory;

/**
 * One session's part of the node's {@link MemoryBudget}: a floor that is its own from login to logout, so that other
 * sessions, however slow they read, cannot stop it, and a quota above that which it shares with all. Confined to the
 * session's loop.
 */
public final class SessionMemory {
    private final MemoryBudget node;
    private final long floorBytes;
    private final long quotaBytes;
    private long usedBytes;
    private boolean closed;

    private SessionMemory(MemoryBudget node, long floorBytes, long quotaBytes) {
        this.node = node;
        this.floorBytes = floorBytes;
        this.quotaBytes = quotaBytes;
    }

    /** What came of opening a session's memory. */
    public sealed interface Opening {}

    /** The floor is reserved. */
    public record Opened(SessionMemory memory) implements Opening {}

    /** The node has no room for another session now. */
    public record Refused() implements Opening {}

    /**
     * Opens a session's memory.
     *
     * @param floorBytes reserved at once and kept until {@link #close}
     * @param quotaBytes the most this session may hold, at least the floor
     */
    public static Opening open(MemoryBudget node, long floorBytes, long quotaBytes) {
        if (!node.tryReserve(floorBytes)) {
            return new Refused();
        }
        return new Opened(new SessionMemory(node, floorBytes, Math.max(floorBytes, quotaBytes)));
    }

    /** True where a task of this size could ever run here. */
    public boolean fits(long bytes) {
        return bytes <= quotaBytes;
    }

    /** Reserves all of {@code bytes} for a task, for the device it is for as well, or nothing. */
    public boolean tryReserve(long bytes, MemoryBudget device) {
        long beyond = beyondFloor(usedBytes + bytes) - beyondFloor(usedBytes);
        // The node is looked at first: to reserve at the device and give it back would wake those who wait there, they
        // would do the same, and so on for as long as the node is full.
        boolean hopeless = usedBytes + bytes > quotaBytes || (beyond > 0 && !node.hasRoom(beyond));
        if (hopeless || !device.tryReserve(bytes)) {
            return false;
        }
        if (beyond > 0 && !node.tryReserve(beyond)) {
            device.release(bytes);
            return false;
        }
        usedBytes += bytes;
        return true;
    }

    /** Gives back what a task held. */
    public void release(long bytes, MemoryBudget device) {
        long beyond = beyondFloor(usedBytes) - beyondFloor(usedBytes - bytes);
        usedBytes -= bytes;
        if (usedBytes < 0) {
            throw new IllegalStateException("more memory released than reserved: " + usedBytes + " bytes");
        }
        device.release(bytes);
        if (beyond > 0) {
            node.release(beyond);
        }
    }

    /** Gives the floor back; once nothing is held. */
    public void close() {
        if (usedBytes != 0) {
            throw new IllegalStateException(usedBytes + " bytes are still held");
        }
        if (!closed) {
            closed = true;
            node.release(floorBytes);
        }
    }

    /** What tasks of this session hold, in bytes. */
    public long usedBytes() {
        return usedBytes;
    }

    private long beyondFloor(long bytes) {
        return Math.max(0, bytes - floorBytes);
    }
}
