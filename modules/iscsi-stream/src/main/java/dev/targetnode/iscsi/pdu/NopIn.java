package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * NOP-In (RFC 7143 11.19): the answer to a ping (ITT copied), or a ping of the target (TTT set).
 *
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param initiatorTaskTag Initiator Task Tag
 * @param targetTransferTag Target Transfer Tag, or the reserved value
 * @param statSn StatSN
 * @param expCmdSn ExpCmdSN
 * @param maxCmdSn MaxCmdSN
 * @param data the data segment, not owned
 */
public record NopIn(
        long lun, int initiatorTaskTag, int targetTransferTag, int statSn, int expCmdSn, int maxCmdSn, ByteBuf data)
        implements TargetPdu {
    @Override
    public Opcode opcode() {
        return Opcode.NOP_IN;
    }

    @Override
    public NopIn withSerials(int newStatSn, int newExpCmdSn, int newMaxCmdSn) {
        return new NopIn(lun, initiatorTaskTag, targetTransferTag, newStatSn, newExpCmdSn, newMaxCmdSn, data);
    }
}
