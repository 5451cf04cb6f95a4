package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * NOP-Out (RFC 7143 11.18): a ping (ITT set), or the answer to a target's ping (TTT copied from the NOP-In).
 *
 * @param immediate I: immediate delivery, CmdSN is not advanced
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param initiatorTaskTag Initiator Task Tag
 * @param targetTransferTag Target Transfer Tag, or the reserved value
 * @param cmdSn CmdSN
 * @param expStatSn ExpStatSN
 * @param data the data segment, not owned
 */
public record NopOut(
        boolean immediate,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int cmdSn,
        int expStatSn,
        ByteBuf data)
        implements CommandPdu {
    @Override
    public Opcode opcode() {
        return Opcode.NOP_OUT;
    }
}
