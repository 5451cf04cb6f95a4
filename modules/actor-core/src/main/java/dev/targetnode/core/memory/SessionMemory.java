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
    private long floorUsedBytes;
    private long sharedUsedBytes;
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

    /**
     * What one task holds: a part of the session's floor, which is nobody else's, and a part that node and device count.
     * Confined to the session's loop.
     */
    public static final class Holding {
        private final MemoryBudget device;
        private long floorBytes;
        private long sharedBytes;

        /** Nothing yet, for a task of this device. */
        public Holding(MemoryBudget device) {
            this.device = device;
        }

        /** All of it, in bytes. */
        public long bytes() {
            return floorBytes + sharedBytes;
        }
    }

    /**
     * Reserves all of {@code bytes} for a task or nothing. What still fits in the floor asks nobody: however much others
     * hold, of the node or of the device, this session goes on.
     */
    public boolean tryReserve(long bytes, Holding holding) {
        long shared = Math.max(0, bytes - (floorBytes - floorUsedBytes));
        if (usedBytes() + bytes > quotaBytes || !tryReserveShared(shared, holding.device)) {
            return false;
        }
        floorUsedBytes += bytes - shared;
        sharedUsedBytes += shared;
        holding.floorBytes += bytes - shared;
        holding.sharedBytes += shared;
        return true;
    }

    private boolean tryReserveShared(long bytes, MemoryBudget device) {
        if (bytes == 0) {
            return true;
        }
        // The node is looked at first: to reserve at the device and give it back would wake those who wait there, they
        // would do the same, and so on for as long as the node is full.
        if (!node.hasRoom(bytes) || !device.tryReserve(bytes)) {
            return false;
        }
        if (!node.tryReserve(bytes)) {
            device.release(bytes);
            return false;
        }
        return true;
    }

    /** Gives back all that a task holds. */
    public void release(Holding holding) {
        floorUsedBytes -= holding.floorBytes;
        sharedUsedBytes -= holding.sharedBytes;
        if (floorUsedBytes < 0 || sharedUsedBytes < 0) {
            throw new IllegalStateException("more memory released than reserved");
        }
        long shared = holding.sharedBytes;
        holding.floorBytes = 0;
        holding.sharedBytes = 0;
        if (shared > 0) {
            holding.device.release(shared);
            node.release(shared);
        }
    }

    /** Gives the floor back; once nothing is held. */
    public void close() {
        if (usedBytes() != 0) {
            throw new IllegalStateException(usedBytes() + " bytes are still held");
        }
        if (!closed) {
            closed = true;
            node.release(floorBytes);
        }
    }

    /** What tasks of this session hold, in bytes. */
    public long usedBytes() {
        return floorUsedBytes + sharedUsedBytes;
    }
}
