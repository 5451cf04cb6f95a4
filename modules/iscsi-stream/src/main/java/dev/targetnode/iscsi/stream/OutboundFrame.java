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
