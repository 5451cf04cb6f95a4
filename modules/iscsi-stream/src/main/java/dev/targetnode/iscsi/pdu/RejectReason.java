package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** Why a PDU is rejected (RFC 7143 11.17.1). */
public enum RejectReason {
    /** Data (payload) digest error; the original PDU may be resent. */
    DATA_DIGEST_ERROR(0x02),
    /** The SNACK cannot be satisfied. */
    SNACK_REJECT(0x03),
    /** A PDU that the protocol forbids in this place or form. */
    PROTOCOL_ERROR(0x04),
    /** An opcode that this target does not support. */
    COMMAND_NOT_SUPPORTED(0x05),
    /** Too many immediate commands; the original PDU may be resent. */
    IMMEDIATE_COMMAND_REJECT(0x06),
    /** The task that the PDU starts is already running. */
    TASK_IN_PROGRESS(0x07),
    /** A DataACK SNACK that acknowledges nothing known. */
    INVALID_DATA_ACK(0x08),
    /** A field holds a value that its PDU does not allow. */
    INVALID_PDU_FIELD(0x09),
    /** No resources to make the Target Transfer Tag; resend later. */
    LONG_OPERATION_REJECT(0x0a),
    /** Deprecated by RFC 7143; kept because older peers send it. */
    NEGOTIATION_RESET(0x0b),
    /** The connection only accepts a logout now; resend elsewhere. */
    WAITING_FOR_LOGOUT(0x0c);

    private static final RejectReason[] BY_CODE = WireCodes.index(values(), RejectReason::code, RejectReason[]::new);

    private final int code;

    RejectReason(int code) {
        this.code = code;
    }

    /** The Reason code on the wire. */
    public int code() {
        return code;
    }

    /** The constant of a wire code (0..255), null when the standard reserves the code. */
    public static @Nullable RejectReason ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
