package dev.targetnode.core.target;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;

/** Looks for the first difference between data-out, in its pieces, and what has been read. Indexes stay as they are. */
final class DataMatch {
    /** There is none. */
    static final long EQUAL = -1;

    private DataMatch() {}

    /**
     * Compares a part of data-out with the first bytes of {@code read}.
     *
     * @param pieces data-out
     * @param from where in data-out the part begins
     * @param read what to compare with, from index 0
     * @param length how many bytes; both have that many
     * @return the first byte that differs, counted from {@code from}, or {@link #EQUAL}
     */
    static long firstDifference(List<ByteBuf> pieces, long from, ByteBuf read, int length) {
        long skip = from;
        int done = 0;
        for (ByteBuf piece : pieces) {
            int bytes = piece.readableBytes();
            if (skip >= bytes) {
                skip -= bytes;
                continue;
            }
            int take = (int) Math.min(bytes - skip, length - done);
            int difference = nio(piece, piece.readerIndex() + (int) skip, take).mismatch(nio(read, done, take));
            if (difference >= 0) {
                return done + (long) difference;
            }
            done += take;
            skip = 0;
            if (done == length) {
                return EQUAL;
            }
        }
        if (done < length) {
            throw new IllegalArgumentException("data-out is " + (length - done) + " bytes short");
        }
        return EQUAL;
    }

    private static ByteBuffer nio(ByteBuf buffer, int index, int length) {
        return buffer.nioBuffer(index, length);
    }
}
