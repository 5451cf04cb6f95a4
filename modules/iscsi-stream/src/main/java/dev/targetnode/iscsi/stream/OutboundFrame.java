package dev.targetnode.iscsi.stream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One encoded PDU, ready for a gather write. Whoever holds it owns one reference to each buffer.
 *
 * @param header BHS, AHS and header digest
 * @param data the data segment, absent when empty
 * @param trailer padding and data digest, absent when there is neither
 * @param sent run on the loop once all of it has been given to the kernel, or will never be
 */
record OutboundFrame(
        ByteBuf header,
        @Nullable ByteBuf data,
        @Nullable ByteBuf trailer,
        @Nullable Runnable sent) {

    /** Bytes that are still to be sent. */
    long bytes() {
        return header.readableBytes() + readable(data) + readable(trailer);
    }

    private static long readable(@Nullable ByteBuf buffer) {
        return buffer == null ? 0 : buffer.readableBytes();
    }

    /** True where every byte has an address that the kernel can read. */
    boolean isDirect() {
        return header.hasMemoryAddress() && (data == null || data.hasMemoryAddress());
    }

    /** The first {@code bytes} have been sent. */
    void skip(long bytes) {
        long left = bytes - skip(header, bytes);
        left -= skip(data, left);
        skip(trailer, left);
    }

    private static long skip(@Nullable ByteBuf buffer, long bytes) {
        int length = (int) Math.min(readable(buffer), bytes);
        if (buffer != null) {
            buffer.skipBytes(length);
        }
        return length;
    }

    /** Drops a frame that will not be written. */
    void discard() {
        header.release();
        if (data != null) {
            data.release();
        }
        if (trailer != null) {
            trailer.release();
        }
        if (sent != null) {
            sent.run();
        }
    }
}
