package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** What an Asynchronous Message tells (RFC 7143 11.9.1). */
public enum AsyncEvent {
    /** A SCSI asynchronous event; sense data in the data segment. */
    SCSI_EVENT(0),
    /** The target asks for a logout within Parameter3 seconds. */
    LOGOUT_REQUEST(1),
    /** The target will drop the connection whose CID is Parameter1. */
    CONNECTION_DROP(2),
    /** The target will drop every connection of the session. */
    SESSION_DROP(3),
    /** The target asks for a negotiation within Parameter3 seconds. */
    NEGOTIATION_REQUEST(4),
    /** All active tasks of the LUN are being terminated (FastAbort). */
    LUN_TASKS_TERMINATED(5),
    /** Vendor specific; AsyncVCode says more. */
    VENDOR_SPECIFIC(255);

    private static final AsyncEvent[] BY_CODE = WireCodes.index(values(), AsyncEvent::code, AsyncEvent[]::new);

    private final int code;

    AsyncEvent(int code) {
        this.code = code;
    }

    /** The AsyncEvent code on the wire. */
    public int code() {
        return code;
    }

    /** The constant of a wire code (0..255), null when the standard reserves the code. */
    public static @Nullable AsyncEvent ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
