package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Reject (RFC 7143 11.17). Its data segment is the header of the rejected PDU.
 *
 * @param reason why
 * @param statSn StatSN
 * @param expCmdSn ExpCmdSN
 * @param maxCmdSn MaxCmdSN
 * @param dataSn next DataSN or R2TSN, for a rejected Data SNACK; else 0
 * @param data the data segment, not owned
 */
public record Reject(RejectReason reason, int statSn, int expCmdSn, int maxCmdSn, int dataSn, ByteBuf data)
        implements TargetPdu {
    @Override
    public Opcode opcode() {
        return Opcode.REJECT;
    }

    @Override
    public Reject withSerials(int newStatSn, int newExpCmdSn, int newMaxCmdSn) {
        return new Reject(reason, newStatSn, newExpCmdSn, newMaxCmdSn, dataSn, data);
    }
}
