package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The data segment of a SCSI Response or of a SCSI event: SenseLength, then sense data (RFC 7143 11.4.7, 11.9.4). */
public final class SenseSegment {
    /** Bytes of SenseLength. */
    public static final int LENGTH_BYTES = 2;

    private SenseSegment() {}

    /** Appends SenseLength and the sense data, at most 65535 bytes of it. */
    public static void encode(byte[] sense, ByteBuf out) {
        Unsigned.check16(sense.length, "SenseLength");
        out.writeShort(sense.length);
        out.writeBytes(sense);
    }

    /** The sense data, a slice that shares the reference; empty when there is none or the segment is cut short. */
    public static ByteBuf sense(ByteBuf data) {
        if (data.readableBytes() < LENGTH_BYTES) {
            return Unpooled.EMPTY_BUFFER;
        }
        int start = data.readerIndex();
        int length = data.getUnsignedShort(start);
        return length > data.readableBytes() - LENGTH_BYTES
                ? Unpooled.EMPTY_BUFFER
                : data.slice(start + LENGTH_BYTES, length);
    }
}
