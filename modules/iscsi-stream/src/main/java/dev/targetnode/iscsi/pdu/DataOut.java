package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * SCSI Data-Out (RFC 7143 11.7).
 *
 * @param last F: the last PDU of its sequence
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param initiatorTaskTag Initiator Task Tag
 * @param targetTransferTag tag of the R2T that asked for the data; the reserved value when unsolicited
 * @param expStatSn ExpStatSN
 * @param dataSn DataSN
 * @param bufferOffset Buffer Offset in bytes, unsigned 32 bits
 * @param data the data segment, not owned
 */
public record DataOut(
        boolean last,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int expStatSn,
        int dataSn,
        long bufferOffset,
        ByteBuf data)
        implements InitiatorPdu {
    /** Checks our own values against the width of their fields. */
    public DataOut {
        Unsigned.check32(bufferOffset, "bufferOffset");
    }

    @Override
    public Opcode opcode() {
        return Opcode.DATA_OUT;
    }
}
