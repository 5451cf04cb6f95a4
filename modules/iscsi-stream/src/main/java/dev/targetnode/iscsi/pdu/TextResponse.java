package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Text Response (RFC 7143 11.11).
 *
 * @param last F: the negotiation is done; the TTT is then the reserved value, else it is not
 * @param more C: the text continues in the next PDU; never with F or T
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param initiatorTaskTag Initiator Task Tag
 * @param targetTransferTag Target Transfer Tag, or the reserved value
 * @param statSn StatSN
 * @param expCmdSn ExpCmdSN
 * @param maxCmdSn MaxCmdSN
 * @param data the data segment, not owned
 */
public record TextResponse(
        boolean last,
        boolean more,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        ByteBuf data)
        implements TargetPdu {
    @Override
    public Opcode opcode() {
        return Opcode.TEXT_RESPONSE;
    }

    @Override
    public TextResponse withSerials(int newStatSn, int newExpCmdSn, int newMaxCmdSn) {
        return new TextResponse(
                last, more, lun, initiatorTaskTag, targetTransferTag, newStatSn, newExpCmdSn, newMaxCmdSn, data);
    }
}
