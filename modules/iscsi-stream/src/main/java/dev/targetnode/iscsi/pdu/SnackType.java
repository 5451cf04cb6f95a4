package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** What a SNACK asks for (RFC 7143 11.16.1). */
public enum SnackType {
    /** Resend Data-In or R2T PDUs. */
    DATA_OR_R2T(0),
    /** Resend numbered responses. */
    STATUS(1),
    /** Acknowledge Data-In PDUs. */
    DATA_ACK(2),
    /** Resend Data-In PDUs, which may be cut differently. */
    R_DATA(3);

    private static final SnackType[] BY_CODE = WireCodes.index(values(), SnackType::code, SnackType[]::new);

    private final int code;

    SnackType(int code) {
        this.code = code;
    }

    /** The Type code on the wire (four bits). */
    public int code() {
        return code;
    }

    /** The constant of a wire code (0..255), null when the standard reserves the code. */
    public static @Nullable SnackType ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
