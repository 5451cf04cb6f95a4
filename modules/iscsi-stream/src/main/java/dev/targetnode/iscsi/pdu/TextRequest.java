package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Text Request (RFC 7143 11.10).
 *
 * @param immediate I: immediate delivery, CmdSN is not advanced
 * @param last F: the initiator has nothing more to say in this negotiation
 * @param more C: the text continues in the next PDU; never with F or T
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param initiatorTaskTag Initiator Task Tag
 * @param targetTransferTag Target Transfer Tag, or the reserved value
 * @param cmdSn CmdSN
 * @param expStatSn ExpStatSN
 * @param data the data segment, not owned
 */
public record TextRequest(
        boolean immediate,
        boolean last,
        boolean more,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int cmdSn,
        int expStatSn,
        ByteBuf data)
        implements CommandPdu {
    @Override
    public Opcode opcode() {
        return Opcode.TEXT_REQUEST;
    }
}
