package dev.targetnode.iscsi.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Where the bytes of one gather write lie, as {@code writev(2)} takes it: an address and a length for each buffer. */
final class SocketVectors {
    /** Buffers of one system call; the kernel takes at most 1024 (IOV_MAX). */
    static final int COUNT_MAX = 1024;

    private static final int VECTOR_BYTES = 2 * Long.BYTES;

    private final ByteBuf memory = Unpooled.directBuffer(VECTOR_BYTES * COUNT_MAX);
    private final ByteBuffer vectors =
            memory.nioBuffer(0, VECTOR_BYTES * COUNT_MAX).order(ByteOrder.nativeOrder());
    private int count;
    private long bytes;

    /** Adds what is readable in a buffer that has a memory address; nothing for null or an empty one. */
    void add(@Nullable ByteBuf buffer) {
        if (buffer != null && buffer.isReadable()) {
            int at = count * VECTOR_BYTES;
            vectors.putLong(at, buffer.memoryAddress() + buffer.readerIndex());
            vectors.putLong(at + Long.BYTES, buffer.readableBytes());
            count++;
            bytes += buffer.readableBytes();
        }
    }

    void clear() {
        count = 0;
        bytes = 0;
    }

    int count() {
        return count;
    }

    /** All that has been added, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Where the array begins; it must not be used after {@link #release}. */
    long address() {
        return memory.memoryAddress();
    }

    void release() {
        memory.release();
    }
}
