package dev.targetnode.iscsi.pdu;

/**
 * Task Management Function Response (RFC 7143 11.6).
 *
 * @param response the outcome
 * @param initiatorTaskTag Initiator Task Tag
 * @param statSn StatSN
 * @param expCmdSn ExpCmdSN
 * @param maxCmdSn MaxCmdSN
 */
public record TaskManagementResponse(
        TaskManagementResponseCode response, int initiatorTaskTag, int statSn, int expCmdSn, int maxCmdSn)
        implements TargetPdu {
    @Override
    public Opcode opcode() {
        return Opcode.TASK_MANAGEMENT_RESPONSE;
    }

    @Override
    public TaskManagementResponse withSerials(int newStatSn, int newExpCmdSn, int newMaxCmdSn) {
        return new TaskManagementResponse(response, initiatorTaskTag, newStatSn, newExpCmdSn, newMaxCmdSn);
    }
}
