package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.Pdu;
import dev.targetnode.iscsi.pdu.PduEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The 48 header bytes of a decoded PDU, which a Reject returns (RFC 7143 11.17.1). */
final class Headers {
    private Headers() {}

    /** On the heap; needs no release. */
    static ByteBuf of(Pdu pdu) {
        ByteBuf header = Unpooled.buffer(PduEncoder.headerBytes(pdu));
        PduEncoder.encodeHeader(pdu, header);
        return header.writerIndex(Bhs.BYTES);
    }
}
