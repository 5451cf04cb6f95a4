package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** The iSCSI service response of a SCSI Response (RFC 7143 11.4.3). */
public enum IscsiResponse {
    /** Command completed at target; Status is valid. */
    COMMAND_COMPLETED(0x00),
    /** Target failure; Status is not valid. */
    TARGET_FAILURE(0x01);

    private static final IscsiResponse[] BY_CODE = WireCodes.index(values(), IscsiResponse::code, IscsiResponse[]::new);

    private final int code;

    IscsiResponse(int code) {
        this.code = code;
    }

    /** The Response code on the wire. */
    public int code() {
        return code;
    }

    /** The constant of a wire code (0..255), null when the standard reserves the code. */
    public static @Nullable IscsiResponse ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
