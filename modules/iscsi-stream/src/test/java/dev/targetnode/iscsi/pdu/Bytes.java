package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Buffers from hex and back. */
final class Bytes {
    private Bytes() {}

    /** A heap buffer of the hex digits in all parts; spaces between them are ignored. */
    static ByteBuf hex(String... fields) {
        return Unpooled.wrappedBuffer(
                HexFormat.of().parseHex(String.join("", fields).replace(" ", "")));
    }

    /** The header that the encoder makes, as hex. */
    static String headerHex(Pdu pdu) {
        ByteBuf out = Unpooled.buffer();
        PduEncoder.encodeHeader(pdu, out);
        return ByteBufUtil.hexDump(out);
    }

    /** What the decoder makes of a header (BHS and AHS) and a data segment. */
    static DecodeResult decode(ByteBuf header, ByteBuf data) {
        int ahsBytes = header.readableBytes() - Bhs.BYTES;
        return PduDecoder.decode(
                header.slice(header.readerIndex(), Bhs.BYTES),
                header.slice(header.readerIndex() + Bhs.BYTES, ahsBytes),
                data);
    }
}
