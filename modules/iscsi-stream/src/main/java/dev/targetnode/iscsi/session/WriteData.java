package dev.targetnode.iscsi.session;

import dev.targetnode.core.memory.DataBuffers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The received data of one write, in order, as the buffers it came in. Small pieces are gathered into shared buffers, so
 * that an initiator which sends a byte a PDU costs no more memory than it reserved. Owns its buffers; not thread-safe.
 */
final class WriteData {
    /** Pieces below this are copied together. With pieces no smaller, a write of 4 MiB has 1,024 at the most. */
    static final int GATHER_BELOW_BYTES = 4096;

    /** How much a shared buffer for small pieces holds. */
    private static final int GATHER_CAPACITY_BYTES = 64 * 1024;

    private final List<ByteBuf> pieces = new ArrayList<>(1);
    private boolean lastIsShared;

    /** Takes over {@code piece}, whose readable bytes are the next of the write. */
    void append(ByteBuf piece, int bytesStillToCome, DataBuffers buffers) {
        if (!piece.isReadable()) {
            buffers.settle(piece);
            return;
        }
        boolean small = piece.readableBytes() < GATHER_BELOW_BYTES && (bytesStillToCome > 0 || !pieces.isEmpty());
        // A shared buffer is filled before anything follows it: half-empty ones could add up to many times the write.
        boolean shared = lastIsShared && pieces.get(pieces.size() - 1).isWritable();
        if (!small && !shared) {
            pieces.add(piece);
            lastIsShared = false;
            return;
        }
        copy(piece, bytesStillToCome, buffers);
        buffers.settle(piece);
    }

    private void copy(ByteBuf piece, int bytesStillToCome, DataBuffers buffers) {
        while (piece.isReadable()) {
            ByteBuf shared = lastIsShared ? pieces.get(pieces.size() - 1) : null;
            if (shared == null || !shared.isWritable()) {
                int capacity = Math.min(GATHER_CAPACITY_BYTES, piece.readableBytes() + bytesStillToCome);
                shared = buffers.take(capacity);
                pieces.add(shared);
                lastIsShared = true;
            }
            int length = Math.min(piece.readableBytes(), shared.writableBytes());
            shared.writeBytes(piece, length);
        }
    }

    /** The pieces in order; lent. */
    List<ByteBuf> pieces() {
        return pieces;
    }

    /** Gives every buffer back; harmless when called again. */
    void settle(DataBuffers buffers) {
        for (ByteBuf piece : pieces) {
            buffers.settle(piece);
        }
        pieces.clear();
        lastIsShared = false;
    }
}
