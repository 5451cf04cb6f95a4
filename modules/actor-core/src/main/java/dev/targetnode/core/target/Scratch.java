package dev.targetnode.core.target;

import dev.targetnode.core.memory.DataBuffers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A buffer of a work's own, taken when it first runs: what waits holds none, so that the store's inFlightMax bounds all of
 * them together.
 */
final class Scratch {
    private final DataBuffers buffers;
    private final int bytes;
    private @Nullable ByteBuf buffer;

    /**
     * Plans a buffer.
     *
     * @param neededBytes how much the work needs in all
     * @param blockBytes the block length, below which a step does not go
     */
    Scratch(DataBuffers buffers, long neededBytes, int blockBytes) {
        this.buffers = buffers;
        int stepBytes = Math.max(blockBytes, Work.PATTERN_BYTES_MAX / blockBytes * blockBytes);
        this.bytes = (int) Math.min(neededBytes, stepBytes);
    }

    /** How much of the work one step may do, in bytes; a multiple of the block length. */
    int bytes() {
        return bytes;
    }

    ByteBuf buffer() {
        if (buffer == null) {
            buffer = buffers.take(bytes);
        }
        return buffer;
    }

    void settle() {
        if (buffer != null) {
            buffers.settle(buffer);
            buffer = null;
        }
    }
}
