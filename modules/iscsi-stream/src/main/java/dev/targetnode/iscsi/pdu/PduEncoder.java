package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Writes headers: 48 bytes of BHS, and the AHS of a SCSI Command. The data segment, its padding and the digests are the
 * framing stage's, which sends the record's own buffer behind the header. Nothing here allocates an object.
 */
public final class PduEncoder {

    private PduEncoder() {}

    /** Bytes that {@link #encodeHeader} will write: 48, more for a SCSI Command with AHS. */
    public static int headerBytes(Pdu pdu) {
        return Bhs.BYTES + (pdu instanceof ScsiCommand command ? ahsBytes(command) : 0);
    }

    /** Appends the header; DataSegmentLength is what is readable in the PDU's data. */
    public static void encodeHeader(Pdu pdu, ByteBuf out) {
        encodeHeader(pdu, pdu.data().readableBytes(), out);
    }

    /** Appends the header of a target's PDU with these numbers in place of its own. */
    public static void encodeHeader(TargetPdu pdu, int statSn, int expCmdSn, int maxCmdSn, ByteBuf out) {
        int start = out.writerIndex();
        encodeHeader(pdu, out);
        setSerials(out, start, statSn, expCmdSn, maxCmdSn);
    }

    /** Overwrites the numbers in a target's header that starts at an index; StatSN only where it is not reserved. */
    public static void setSerials(ByteBuf header, int start, int statSn, int expCmdSn, int maxCmdSn) {
        boolean dataIn = (header.getByte(start) & Bhs.OPCODE_MASK) == Opcode.DATA_IN.code();
        // StatSN of a Data-In without S is reserved (RFC 7143 11.7).
        if (!dataIn || (header.getByte(start + Bhs.FLAGS) & Bhs.STATUS_BIT) != 0) {
            header.setInt(start + Bhs.STAT_SN, statSn);
        }
        header.setInt(start + Bhs.EXP_CMD_SN, expCmdSn);
        header.setInt(start + Bhs.MAX_CMD_SN, maxCmdSn);
    }

    /** Appends the header with an explicit DataSegmentLength, 0..2^24 - 1. */
    public static void encodeHeader(Pdu pdu, int dataBytes, ByteBuf out) {
        switch (pdu.opcode()) {
            case NOP_OUT -> InitiatorPduEncoder.nopOut((NopOut) pdu, dataBytes, out);
            case SCSI_COMMAND -> scsiCommand((ScsiCommand) pdu, dataBytes, out);
            case TASK_MANAGEMENT_REQUEST -> InitiatorPduEncoder.taskManagement((TaskManagementRequest) pdu, out);
            case LOGIN_REQUEST -> InitiatorPduEncoder.login((LoginRequest) pdu, dataBytes, out);
            case TEXT_REQUEST -> InitiatorPduEncoder.text((TextRequest) pdu, dataBytes, out);
            case DATA_OUT -> InitiatorPduEncoder.dataOut((DataOut) pdu, dataBytes, out);
            case LOGOUT_REQUEST -> InitiatorPduEncoder.logout((LogoutRequest) pdu, out);
            case SNACK_REQUEST -> InitiatorPduEncoder.snack((SnackRequest) pdu, out);
            case NOP_IN -> TargetPduEncoder.nopIn((NopIn) pdu, dataBytes, out);
            case SCSI_RESPONSE -> TargetPduEncoder.scsiResponse((ScsiResponse) pdu, dataBytes, out);
            case TASK_MANAGEMENT_RESPONSE -> TargetPduEncoder.taskManagement((TaskManagementResponse) pdu, out);
            case LOGIN_RESPONSE -> TargetPduEncoder.login((LoginResponse) pdu, dataBytes, out);
            case TEXT_RESPONSE -> TargetPduEncoder.text((TextResponse) pdu, dataBytes, out);
            case DATA_IN -> TargetPduEncoder.dataIn((DataIn) pdu, dataBytes, out);
            case LOGOUT_RESPONSE -> TargetPduEncoder.logout((LogoutResponse) pdu, out);
            case READY_TO_TRANSFER -> TargetPduEncoder.readyToTransfer((ReadyToTransfer) pdu, out);
            case ASYNC_MESSAGE -> TargetPduEncoder.asyncMessage((AsyncMessage) pdu, dataBytes, out);
            case REJECT -> TargetPduEncoder.reject((Reject) pdu, dataBytes, out);
        }
    }

    /**
     * Appends the header of a Data-In without status and without a request to acknowledge (RFC 7143 11.7): the hot path,
     * no record needed.
     *
     * @param bufferOffset bytes, unsigned 32 bits
     */
    public static void dataIn(
            ByteBuf out,
            boolean last,
            int initiatorTaskTag,
            int expCmdSn,
            int maxCmdSn,
            int dataSn,
            long bufferOffset,
            int dataBytes) {
        int start = begin(out, Opcode.DATA_IN.code(), last ? Bhs.FINAL_BIT : 0, dataBytes);
        dataInFields(out, start, initiatorTaskTag, 0, expCmdSn, maxCmdSn, dataSn, bufferOffset);
    }

    /**
     * Appends the header of the last Data-In of a command, with status and residual (S and F, RFC 7143 11.7.3).
     *
     * @param status SCSI status code; with S it is GOOD or another that needs no sense data (11.7.3)
     * @param bufferOffset bytes, unsigned 32 bits
     * @param residualCount bytes, unsigned 32 bits, 0 when residual is NONE
     */
    public static void dataInWithStatus(
            ByteBuf out,
            int status,
            Residual residual,
            long residualCount,
            int initiatorTaskTag,
            int statSn,
            int expCmdSn,
            int maxCmdSn,
            int dataSn,
            long bufferOffset,
            int dataBytes) {
        int flags = Bhs.FINAL_BIT | Bhs.STATUS_BIT | TargetPduEncoder.residualBits(residual);
        int start = begin(out, Opcode.DATA_IN.code(), flags, dataBytes);
        out.setByte(start + Bhs.STATUS, status);
        dataInFields(out, start, initiatorTaskTag, statSn, expCmdSn, maxCmdSn, dataSn, bufferOffset);
        out.setInt(start + Bhs.RESIDUAL_COUNT, (int) residualCount);
    }

    /** Appends the header of an R2T (RFC 7143 11.8) without a record. Offset and length are unsigned 32 bits. */
    public static void readyToTransfer(
            ByteBuf out,
            long lun,
            int initiatorTaskTag,
            int targetTransferTag,
            int statSn,
            int expCmdSn,
            int maxCmdSn,
            int r2tSn,
            long bufferOffset,
            long desiredDataTransferLength) {
        int start = begin(out, Opcode.READY_TO_TRANSFER.code(), Bhs.FINAL_BIT, 0);
        out.setLong(start + Bhs.LUN, lun);
        tags(out, start, initiatorTaskTag, targetTransferTag);
        serials(out, start, statSn, expCmdSn, maxCmdSn);
        out.setInt(start + Bhs.DATA_SN, r2tSn);
        out.setInt(start + Bhs.BUFFER_OFFSET, (int) bufferOffset);
        out.setInt(start + Bhs.DESIRED_DATA_TRANSFER_LENGTH, (int) desiredDataTransferLength);
    }

    private static void dataInFields(
            ByteBuf out,
            int start,
            int initiatorTaskTag,
            int statSn,
            int expCmdSn,
            int maxCmdSn,
            int dataSn,
            long bufferOffset) {
        tags(out, start, initiatorTaskTag, Bhs.RESERVED_TAG);
        serials(out, start, statSn, expCmdSn, maxCmdSn);
        out.setInt(start + Bhs.DATA_SN, dataSn);
        out.setInt(start + Bhs.BUFFER_OFFSET, (int) bufferOffset);
    }

    private static void scsiCommand(ScsiCommand pdu, int dataBytes, ByteBuf out) {
        int flags = (pdu.last() ? Bhs.FINAL_BIT : 0)
                | (pdu.read() ? Bhs.READ_BIT : 0)
                | (pdu.write() ? Bhs.WRITE_BIT : 0)
                | pdu.attribute().code();
        int start = begin(out, firstByte(Opcode.SCSI_COMMAND, pdu.immediate()), flags, dataBytes);
        out.setByte(start + Bhs.TOTAL_AHS_LENGTH, ahsBytes(pdu) / Bhs.PAD_BYTES);
        out.setLong(start + Bhs.LUN, pdu.lun());
        out.setInt(start + Bhs.INITIATOR_TASK_TAG, pdu.initiatorTaskTag());
        out.setInt(start + Bhs.EXPECTED_DATA_TRANSFER_LENGTH, (int) pdu.expectedDataTransferLength());
        out.setInt(start + Bhs.CMD_SN, pdu.cmdSn());
        out.setInt(start + Bhs.EXP_STAT_SN, pdu.expStatSn());
        out.setLong(start + Bhs.CDB, pdu.cdbHigh());
        out.setLong(start + Bhs.CDB + Long.BYTES, pdu.cdbLow());
        writeAhs(pdu, out);
    }

    private static void writeAhs(ScsiCommand pdu, ByteBuf out) {
        int extensionBytes = pdu.cdbExtension().length();
        if (extensionBytes > 0) {
            out.writeShort(1 + extensionBytes); // AHSLength counts the reserved byte (RFC 7143 11.2.2.3)
            out.writeByte(Ahs.TYPE_EXTENDED_CDB);
            out.writeByte(0);
            pdu.cdbExtension().writeTo(out);
            out.writeZero(Bhs.padding(extensionBytes));
        }
        if (pdu.bidirectionalReadLength() != ScsiCommand.NO_BIDIRECTIONAL_READ) {
            out.writeShort(Ahs.BIDIRECTIONAL_READ_LENGTH);
            out.writeByte(Ahs.TYPE_BIDIRECTIONAL_READ);
            out.writeByte(0);
            out.writeInt((int) pdu.bidirectionalReadLength());
        }
    }

    private static int ahsBytes(ScsiCommand pdu) {
        int extensionBytes = pdu.cdbExtension().length();
        int extended = extensionBytes == 0 ? 0 : Integer.BYTES + extensionBytes + Bhs.padding(extensionBytes);
        return extended + (pdu.bidirectionalReadLength() == ScsiCommand.NO_BIDIRECTIONAL_READ ? 0 : Long.BYTES);
    }

    /** Appends a BHS of zeros but for its first two bytes and DataSegmentLength; returns where it starts. */
    static int begin(ByteBuf out, int firstByte, int flags, int dataBytes) {
        if (dataBytes < 0 || dataBytes > FrameLimits.DATA_SEGMENT_BYTES_MAX) {
            throw new IllegalArgumentException("a data segment of " + dataBytes + " bytes");
        }
        int start = out.writerIndex();
        out.writeZero(Bhs.BYTES);
        out.setByte(start + Bhs.OPCODE, firstByte);
        out.setByte(start + Bhs.FLAGS, flags);
        out.setMedium(start + Bhs.DATA_SEGMENT_LENGTH, dataBytes);
        return start;
    }

    /** The first byte of a BHS. */
    static int firstByte(Opcode opcode, boolean immediate) {
        return opcode.code() | (immediate ? Bhs.IMMEDIATE_BIT : 0);
    }

    /** Sets both task tags. */
    static void tags(ByteBuf out, int start, int initiatorTaskTag, int targetTransferTag) {
        out.setInt(start + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(start + Bhs.TARGET_TRANSFER_TAG, targetTransferTag);
    }

    /** Sets the numbers of a target's PDU. */
    static void serials(ByteBuf out, int start, int statSn, int expCmdSn, int maxCmdSn) {
        out.setInt(start + Bhs.STAT_SN, statSn);
        out.setInt(start + Bhs.EXP_CMD_SN, expCmdSn);
        out.setInt(start + Bhs.MAX_CMD_SN, maxCmdSn);
    }
}
