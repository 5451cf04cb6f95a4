package dev.targetnode.iscsi.pdu;

/**
 * Ready To Transfer, R2T (RFC 7143 11.8). It shows the next StatSN without consuming it.
 *
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param initiatorTaskTag Initiator Task Tag
 * @param targetTransferTag Target Transfer Tag, never the reserved value
 * @param statSn StatSN
 * @param expCmdSn ExpCmdSN
 * @param maxCmdSn MaxCmdSN
 * @param r2tSn R2TSN
 * @param bufferOffset Buffer Offset in bytes, unsigned 32 bits
 * @param desiredDataTransferLength bytes asked for, 1 up to MaxBurstLength
 */
public record ReadyToTransfer(
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        int r2tSn,
        long bufferOffset,
        long desiredDataTransferLength)
        implements TargetPdu {
    /** Checks our own values against the width of their fields. */
    public ReadyToTransfer {
        Unsigned.check32(bufferOffset, "bufferOffset");
        Unsigned.check32(desiredDataTransferLength, "desiredDataTransferLength");
    }

    @Override
    public Opcode opcode() {
        return Opcode.READY_TO_TRANSFER;
    }

    @Override
    public ReadyToTransfer withSerials(int newStatSn, int newExpCmdSn, int newMaxCmdSn) {
        return new ReadyToTransfer(
                lun,
                initiatorTaskTag,
                targetTransferTag,
                newStatSn,
                newExpCmdSn,
                newMaxCmdSn,
                r2tSn,
                bufferOffset,
                desiredDataTransferLength);
    }
}
