package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Makes a PDU of a frame whose lengths and digests were already checked. It judges the form of one PDU alone: opcode,
 * codes, flags that exclude each other, tags that may not be reserved, additional headers. What a PDU means in its
 * session is the session's. Bits that RFC 7143 reserves are ignored (11.1); pure, no exception for any bytes.
 */
public final class PduDecoder {
    private PduDecoder() {}

    /**
     * Decodes one frame of either direction. Reads by absolute index from the reader index of each buffer, moves none,
     * copies none but the CDB, retains none.
     *
     * @param bhs at least 48 readable bytes
     * @param ahs the additional header segments as far as readable, empty for none; a multiple of 4 bytes
     * @param data the data segment without padding; becomes the PDU's data
     */
    public static DecodeResult decode(ByteBuf bhs, ByteBuf ahs, ByteBuf data) {
        Opcode opcode = Opcode.ofFirstByte(bhs.getByte(bhs.readerIndex() + Bhs.OPCODE));
        if (opcode == null) {
            return malformed(RejectReason.COMMAND_NOT_SUPPORTED, "unassigned opcode (11.2.1.2)");
        }
        BhsReader header = new BhsReader(bhs);
        if (opcode == Opcode.SCSI_COMMAND) {
            return ScsiCommandDecoder.decode(header, ahs, data);
        }
        if (ahs.isReadable()) {
            return invalidField("an AHS, which only a SCSI Command may have (11.2.2)");
        }
        if (isSingle(opcode) && !header.flag(Bhs.FINAL_BIT)) {
            return malformed(RejectReason.PROTOCOL_ERROR, "first bit of byte 1 is 0 where it is a constant 1");
        }
        if (hasNoData(opcode) && data.isReadable()) {
            return invalidField("a data segment, which this PDU does not have");
        }
        return switch (opcode.sender()) {
            case INITIATOR -> InitiatorPduDecoder.decode(opcode, header, data);
            case TARGET -> TargetPduDecoder.decode(opcode, header, data);
        };
    }

    /** PDUs that are no part of a sequence: their F is a constant 1. */
    private static boolean isSingle(Opcode opcode) {
        return switch (opcode) {
            case SCSI_COMMAND, LOGIN_REQUEST, LOGIN_RESPONSE, TEXT_REQUEST, TEXT_RESPONSE, DATA_OUT, DATA_IN -> false;
            case NOP_OUT,
                    TASK_MANAGEMENT_REQUEST,
                    LOGOUT_REQUEST,
                    SNACK_REQUEST,
                    NOP_IN,
                    SCSI_RESPONSE,
                    TASK_MANAGEMENT_RESPONSE,
                    LOGOUT_RESPONSE,
                    READY_TO_TRANSFER,
                    ASYNC_MESSAGE,
                    REJECT -> true;
        };
    }

    private static boolean hasNoData(Opcode opcode) {
        return switch (opcode) {
            case TASK_MANAGEMENT_REQUEST,
                    LOGOUT_REQUEST,
                    SNACK_REQUEST,
                    TASK_MANAGEMENT_RESPONSE,
                    LOGOUT_RESPONSE,
                    READY_TO_TRANSFER -> true;
            case NOP_OUT,
                    SCSI_COMMAND,
                    LOGIN_REQUEST,
                    TEXT_REQUEST,
                    DATA_OUT,
                    NOP_IN,
                    SCSI_RESPONSE,
                    LOGIN_RESPONSE,
                    TEXT_RESPONSE,
                    DATA_IN,
                    ASYNC_MESSAGE,
                    REJECT -> false;
        };
    }

    static Malformed malformed(RejectReason reason, String why) {
        return new Malformed(reason, why);
    }

    static Malformed invalidField(String why) {
        return new Malformed(RejectReason.INVALID_PDU_FIELD, why);
    }

    static Malformed protocolError(String why) {
        return new Malformed(RejectReason.PROTOCOL_ERROR, why);
    }
}
