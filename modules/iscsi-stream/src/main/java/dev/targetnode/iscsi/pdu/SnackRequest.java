package dev.targetnode.iscsi.pdu;

/**
 * SNACK Request (RFC 7143 11.16).
 *
 * @param type what is asked for
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param initiatorTaskTag Initiator Task Tag
 * @param targetTransferTag TTT of the Data-In acknowledged, or SNACK Tag, or the reserved value
 * @param expStatSn ExpStatSN
 * @param begRun first number asked for
 * @param runLength how many, unsigned 32 bits; 0 is all
 */
public record SnackRequest(
        SnackType type,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int expStatSn,
        int begRun,
        long runLength)
        implements InitiatorPdu {
    /** Checks our own values against the width of their fields. */
    public SnackRequest {
        Unsigned.check32(runLength, "runLength");
    }

    @Override
    public Opcode opcode() {
        return Opcode.SNACK_REQUEST;
    }
}
