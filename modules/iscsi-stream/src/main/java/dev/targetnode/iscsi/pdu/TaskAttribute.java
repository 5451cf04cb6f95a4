package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** The SCSI task attribute of a command (RFC 7143 11.3.1). */
public enum TaskAttribute {
    /** Untagged. */
    UNTAGGED(0),
    /** Simple. */
    SIMPLE(1),
    /** Ordered. */
    ORDERED(2),
    /** Head of queue. */
    HEAD_OF_QUEUE(3),
    /** ACA. */
    ACA(4);

    private static final TaskAttribute[] BY_CODE = WireCodes.index(values(), TaskAttribute::code, TaskAttribute[]::new);

    private final int code;

    TaskAttribute(int code) {
        this.code = code;
    }

    /** The ATTR code on the wire (three bits). */
    public int code() {
        return code;
    }

    /** The constant of a wire code (0..255), null when the standard reserves the code. */
    public static @Nullable TaskAttribute ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
