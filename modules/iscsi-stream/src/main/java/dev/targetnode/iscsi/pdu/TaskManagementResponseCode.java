package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** The outcome of a task management function (RFC 7143 11.6.1, RFC 7144 4.3). */
public enum TaskManagementResponseCode {
    /** Function complete. */
    FUNCTION_COMPLETE(0),
    /** Task does not exist. */
    TASK_DOES_NOT_EXIST(1),
    /** LUN does not exist. */
    LUN_DOES_NOT_EXIST(2),
    /** Task still allegiant. */
    TASK_STILL_ALLEGIANT(3),
    /** Task allegiance reassignment not supported. */
    TASK_ALLEGIANCE_REASSIGNMENT_NOT_SUPPORTED(4),
    /** Task management function not supported. */
    FUNCTION_NOT_SUPPORTED(5),
    /** Function authorization failed. */
    FUNCTION_AUTHORIZATION_FAILED(6),
    /** RFC 7144: the queried thing exists. */
    FUNCTION_SUCCEEDED(7),
    /** Function rejected. */
    FUNCTION_REJECTED(255);

    private static final TaskManagementResponseCode[] BY_CODE =
            WireCodes.index(values(), TaskManagementResponseCode::code, TaskManagementResponseCode[]::new);

    private final int code;

    TaskManagementResponseCode(int code) {
        this.code = code;
    }

    /** The Response code on the wire. */
    public int code() {
        return code;
    }

    /** The constant of a wire code (0..255), null when the standard reserves the code. */
    public static @Nullable TaskManagementResponseCode ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
