package dev.targetnode.core.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Page-aligned pooled direct buffers for the bytes that travel between a socket and a store. O_DIRECT works with them
 * as they are; where the JVM offers no aligned memory (Java 25 without Unsafe) O_DIRECT goes through a bounce buffer.
 * Safe from any thread; cheapest on an event loop, whose freed buffers are cached for itself.
 */
public final class DataBuffers {
    /** Every buffer's memory address is a multiple of this, in bytes, where the JVM can align memory. */
    public static final int ALIGNMENT_BYTES = 4096;

    private static final int POOL_PAGE_BYTES = 8192;
    private static final int CHUNK_ORDER = 9; // 4 MiB chunks: larger buffers are not pooled
    private static final int SMALL_CACHE = 512;
    private static final int NORMAL_CACHE = 64;

    private final PooledByteBufAllocator pool;
    private final PooledByteBufAllocator plain;
    private final BufferLedger ledger;

    public DataBuffers(int arenas, BufferLedger ledger) {
        this.pool = new PooledByteBufAllocator(
                true, 0, arenas, POOL_PAGE_BYTES, CHUNK_ORDER, SMALL_CACHE, NORMAL_CACHE, true, alignmentBytes());
        this.plain = new PooledByteBufAllocator(
                true, 0, arenas, POOL_PAGE_BYTES, CHUNK_ORDER, SMALL_CACHE, NORMAL_CACHE, true);
        this.ledger = ledger;
    }

    private static int alignmentBytes() {
        return PooledByteBufAllocator.isDirectMemoryCacheAlignmentSupported() ? ALIGNMENT_BYTES : 0;
    }

    /** A buffer that holds {@code bytes} and no more, with both indexes at 0, entered in the ledger. */
    public ByteBuf take(int bytes) {
        ByteBuf buffer = pool.directBuffer(bytes, bytes);
        ledger.taken(bytes);
        return buffer;
    }

    /** Releases a buffer that {@link #take} gave out, once; its bytes leave the ledger. */
    public void settle(ByteBuf buffer) {
        // Not capacity(): the pool rounds that of a buffer beyond its chunks up.
        ledger.settled(buffer.maxCapacity());
        buffer.release();
    }

    /** As {@link #settle}, for a data segment that may be the shared empty buffer. */
    public void settleIfTaken(ByteBuf buffer) {
        if (buffer.capacity() > 0) {
            settle(buffer);
        }
    }

    /** Unaligned pooled direct buffers outside the ledger, for headers and for what sockets receive. */
    public ByteBufAllocator plain() {
        return plain;
    }

    /** The ledger that counts what is out. */
    public BufferLedger ledger() {
        return ledger;
    }
}
