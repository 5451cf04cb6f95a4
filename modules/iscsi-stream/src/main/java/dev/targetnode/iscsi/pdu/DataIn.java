package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * SCSI Data-In (RFC 7143 11.7).
 *
 * @param last F: the last PDU of its sequence
 * @param acknowledge A: the target asks for a DataACK (error recovery level above 0)
 * @param hasStatus S: status and residual are valid; only with F
 * @param status SCSI status code, one byte; 0 without S
 * @param residual O and U; NONE without S
 * @param residualCount Residual Count in bytes, 0 when residual is NONE
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param initiatorTaskTag Initiator Task Tag
 * @param targetTransferTag Target Transfer Tag, or the reserved value
 * @param statSn StatSN
 * @param expCmdSn ExpCmdSN
 * @param maxCmdSn MaxCmdSN
 * @param dataSn DataSN
 * @param bufferOffset Buffer Offset in bytes, unsigned 32 bits
 * @param data the data segment, not owned
 */
public record DataIn(
        boolean last,
        boolean acknowledge,
        boolean hasStatus,
        int status,
        Residual residual,
        long residualCount,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        int dataSn,
        long bufferOffset,
        ByteBuf data)
        implements TargetPdu {
    /** Checks our own values against the width of their fields. */
    public DataIn {
        Unsigned.check8(status, "status");
        Unsigned.check32(residualCount, "residualCount");
        Unsigned.check32(bufferOffset, "bufferOffset");
    }

    @Override
    public Opcode opcode() {
        return Opcode.DATA_IN;
    }

    @Override
    public DataIn withSerials(int newStatSn, int newExpCmdSn, int newMaxCmdSn) {
        return new DataIn(
                last,
                acknowledge,
                hasStatus,
                status,
                residual,
                residualCount,
                lun,
                initiatorTaskTag,
                targetTransferTag,
                newStatSn,
                newExpCmdSn,
                newMaxCmdSn,
                dataSn,
                bufferOffset,
                data);
    }
}
