package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** Why an initiator logs out (RFC 7143 11.14.1). */
public enum LogoutReason {
    /** Close every connection of the session. */
    CLOSE_SESSION(0),
    /** Close the connection named by the CID. */
    CLOSE_CONNECTION(1),
    /** Remove the named connection and keep its tasks for reassignment. */
    REMOVE_CONNECTION_FOR_RECOVERY(2);

    private static final LogoutReason[] BY_CODE = WireCodes.index(values(), LogoutReason::code, LogoutReason[]::new);

    private final int code;

    LogoutReason(int code) {
        this.code = code;
    }

    /** The Reason code on the wire (seven bits). */
    public int code() {
        return code;
    }

    /** The constant of a wire code (0..255), null when the standard reserves the code. */
    public static @Nullable LogoutReason ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
