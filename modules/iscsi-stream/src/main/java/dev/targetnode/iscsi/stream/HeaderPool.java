package dev.targetnode.iscsi.stream;

import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.Digest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;

/**
 * Small buffers for headers and trailers, used again by the next PDUs of their connection. Whoever takes one owns it, and
 * gives it back or, where others hold references to it, releases it. Confined to the connection's loop.
 */
final class HeaderPool {
    /** Room for a BHS with its digest; a trailer, padding and data digest, is shorter. */
    static final int BYTES = Bhs.BYTES + Digest.BYTES;

    /** Buffers kept for later: what one turn of the loop sends on a busy connection. */
    private static final int KEPT_MAX = 64;

    private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>();
    private final ByteBufAllocator allocator;
    private boolean closed;

    HeaderPool(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** An empty direct buffer of {@link #BYTES}. */
    ByteBuf take() {
        ByteBuf buffer = kept.poll();
        return buffer == null ? allocator.directBuffer(BYTES, BYTES) : buffer;
    }

    /** Takes back a buffer that nobody else holds. */
    void giveBack(ByteBuf buffer) {
        if (closed || kept.size() == KEPT_MAX || buffer.refCnt() != 1 || buffer.maxCapacity() != BYTES) {
            buffer.release();
        } else {
            kept.push(buffer.clear());
        }
    }

    /** Releases what is kept; what comes back later is released at once. */
    void close() {
        closed = true;
        kept.forEach(ByteBuf::release);
        kept.clear();
    }
}
