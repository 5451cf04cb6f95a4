package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * One iSCSI PDU of RFC 7143 section 11, immutable but for the buffer it shows. Task tags and sequence numbers are raw 32
 * bits in an int (compare the latter by {@link SerialNumber}); lengths, offsets and counts are unsigned 32 bits in a
 * long.
 *
 * <p>The data segment is a buffer between its reader and writer index, without padding. A PDU neither owns nor retains
 * nor releases it: whoever holds the PDU holds the buffer's reference, hands both on together and releases the buffer.
 */
public sealed interface Pdu extends DecodeResult permits InitiatorPdu, TargetPdu {
    /** The opcode. */
    Opcode opcode();

    /** The data segment, {@link Unpooled#EMPTY_BUFFER} when the PDU has none. */
    default ByteBuf data() {
        return Unpooled.EMPTY_BUFFER;
    }
}
