package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** The outcome of a logout (RFC 7143 11.15.1). */
public enum LogoutResponseCode {
    /** Connection or session closed successfully. */
    CLOSED(0),
    /** CID not found. */
    CID_NOT_FOUND(1),
    /** Connection recovery is not supported. */
    RECOVERY_NOT_SUPPORTED(2),
    /** Cleanup failed for various reasons. */
    CLEANUP_FAILED(3);

    private static final LogoutResponseCode[] BY_CODE =
            WireCodes.index(values(), LogoutResponseCode::code, LogoutResponseCode[]::new);

    private final int code;

    LogoutResponseCode(int code) {
        this.code = code;
    }

    /** The Response code on the wire. */
    public int code() {
        return code;
    }

    /** The constant of a wire code (0..255), null when the standard reserves the code. */
    public static @Nullable LogoutResponseCode ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
