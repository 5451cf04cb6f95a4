package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** What a task management request asks for (RFC 7143 11.5.1, RFC 7144 4.2). */
public enum TaskManagementFunction {
    /** Aborts the task named by the Referenced Task Tag. */
    ABORT_TASK(1),
    /** Aborts every task this session has on the LUN. */
    ABORT_TASK_SET(2),
    /** Clears the auto contingent allegiance condition. */
    CLEAR_ACA(3),
    /** Aborts every task in the LUN's task set, of every session in it. */
    CLEAR_TASK_SET(4),
    /** Resets the logical unit. */
    LOGICAL_UNIT_RESET(5),
    /** Resets all logical units of the target. */
    TARGET_WARM_RESET(6),
    /** As the warm reset, and closes every session. */
    TARGET_COLD_RESET(7),
    /** Moves a task's allegiance to this connection (error recovery level 2). */
    TASK_REASSIGN(8),
    /** RFC 7144: does the task exist? */
    QUERY_TASK(9),
    /** RFC 7144: does this session have any task on the LUN? */
    QUERY_TASK_SET(10),
    /** RFC 7144: resets the I_T nexus of this session. */
    I_T_NEXUS_RESET(11),
    /** RFC 7144: is a unit attention pending? */
    QUERY_ASYNCHRONOUS_EVENT(12);

    private static final TaskManagementFunction[] BY_CODE =
            WireCodes.index(values(), TaskManagementFunction::code, TaskManagementFunction[]::new);

    private final int code;

    TaskManagementFunction(int code) {
        this.code = code;
    }

    /** The Function code on the wire (seven bits). */
    public int code() {
        return code;
    }

    /** The constant of a wire code (0..255), null when the standard reserves the code. */
    public static @Nullable TaskManagementFunction ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
