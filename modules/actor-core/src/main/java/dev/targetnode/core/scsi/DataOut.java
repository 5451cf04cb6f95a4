package dev.targetnode.core.scsi;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Reads parameter data that arrived in several buffers, without moving their indexes. */
final class DataOut {
    private DataOut() {}

    static long length(List<ByteBuf> parts) {
        long bytes = 0;
        for (ByteBuf part : parts) {
            bytes += part.readableBytes();
        }
        return bytes;
    }

    /** The first {@code length} bytes; there must be that many. */
    static ByteBuf prefix(List<ByteBuf> parts, int length) {
        ByteBuf out = Unpooled.buffer(length, length);
        int left = length;
        for (ByteBuf part : parts) {
            int take = Math.min(left, part.readableBytes());
            out.writeBytes(part, part.readerIndex(), take);
            left -= take;
        }
        if (left != 0) {
            throw new IllegalArgumentException("parameter data is " + left + " bytes short");
        }
        return out;
    }

    static boolean allZero(List<ByteBuf> parts) {
        for (ByteBuf part : parts) {
            int index = part.readerIndex();
            int end = part.writerIndex();
            for (; end - index >= Long.BYTES; index += Long.BYTES) {
                if (part.getLong(index) != 0) {
                    return false;
                }
            }
            for (; index < end; index++) {
                if (part.getByte(index) != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
