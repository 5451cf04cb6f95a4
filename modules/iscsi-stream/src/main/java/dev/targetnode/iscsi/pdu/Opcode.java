package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** The opcodes of RFC 7143 11.2.1.2, without the vendor-specific ones (1c-1e, 3c-3e), which we do not know. */
public enum Opcode {
    /** NOP-Out (RFC 7143 11.18). */
    NOP_OUT(0x00, Sender.INITIATOR),
    /** SCSI Command (RFC 7143 11.3). */
    SCSI_COMMAND(0x01, Sender.INITIATOR),
    /** Task Management Function Request (RFC 7143 11.5). */
    TASK_MANAGEMENT_REQUEST(0x02, Sender.INITIATOR),
    /** Login Request (RFC 7143 11.12). */
    LOGIN_REQUEST(0x03, Sender.INITIATOR),
    /** Text Request (RFC 7143 11.10). */
    TEXT_REQUEST(0x04, Sender.INITIATOR),
    /** SCSI Data-Out (RFC 7143 11.7). */
    DATA_OUT(0x05, Sender.INITIATOR),
    /** Logout Request (RFC 7143 11.14). */
    LOGOUT_REQUEST(0x06, Sender.INITIATOR),
    /** SNACK Request (RFC 7143 11.16). */
    SNACK_REQUEST(0x10, Sender.INITIATOR),
    /** NOP-In (RFC 7143 11.19). */
    NOP_IN(0x20, Sender.TARGET),
    /** SCSI Response (RFC 7143 11.4). */
    SCSI_RESPONSE(0x21, Sender.TARGET),
    /** Task Management Function Response (RFC 7143 11.6). */
    TASK_MANAGEMENT_RESPONSE(0x22, Sender.TARGET),
    /** Login Response (RFC 7143 11.13). */
    LOGIN_RESPONSE(0x23, Sender.TARGET),
    /** Text Response (RFC 7143 11.11). */
    TEXT_RESPONSE(0x24, Sender.TARGET),
    /** SCSI Data-In (RFC 7143 11.7). */
    DATA_IN(0x25, Sender.TARGET),
    /** Logout Response (RFC 7143 11.15). */
    LOGOUT_RESPONSE(0x26, Sender.TARGET),
    /** Ready To Transfer (R2T) (RFC 7143 11.8). */
    READY_TO_TRANSFER(0x31, Sender.TARGET),
    /** Asynchronous Message (RFC 7143 11.9). */
    ASYNC_MESSAGE(0x32, Sender.TARGET),
    /** Reject (RFC 7143 11.17). */
    REJECT(0x3f, Sender.TARGET);

    /** Who sends PDUs of an opcode. */
    public enum Sender {
        /** Sent by initiators only. */
        INITIATOR,
        /** Sent by targets only. */
        TARGET
    }

    private static final Opcode[] BY_CODE = WireCodes.index(values(), Opcode::code, Opcode[]::new);

    private final int code;
    private final Sender sender;

    Opcode(int code, Sender sender) {
        this.code = code;
        this.sender = sender;
    }

    /** The six-bit wire code. */
    public int code() {
        return code;
    }

    /** Who may send it. */
    public Sender sender() {
        return sender;
    }

    /** The opcode in the first BHS byte (the I bit and the reserved bit are ignored), null when not assigned. */
    public static @Nullable Opcode ofFirstByte(int firstByte) {
        return BY_CODE[firstByte & Bhs.OPCODE_MASK];
    }
}
