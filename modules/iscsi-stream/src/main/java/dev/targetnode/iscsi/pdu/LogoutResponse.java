package dev.targetnode.iscsi.pdu;

/**
 * Logout Response (RFC 7143 11.15).
 *
 * @param response the outcome
 * @param initiatorTaskTag Initiator Task Tag
 * @param statSn StatSN
 * @param expCmdSn ExpCmdSN
 * @param maxCmdSn MaxCmdSN
 * @param time2Wait seconds to wait before reconnecting, 0..65535
 * @param time2Retain seconds that tasks are kept after that, 0..65535
 */
public record LogoutResponse(
        LogoutResponseCode response,
        int initiatorTaskTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        int time2Wait,
        int time2Retain)
        implements TargetPdu {
    /** Checks our own values against the width of their fields. */
    public LogoutResponse {
        Unsigned.check16(time2Wait, "time2Wait");
        Unsigned.check16(time2Retain, "time2Retain");
    }

    @Override
    public Opcode opcode() {
        return Opcode.LOGOUT_RESPONSE;
    }

    @Override
    public LogoutResponse withSerials(int newStatSn, int newExpCmdSn, int newMaxCmdSn) {
        return new LogoutResponse(
                response, initiatorTaskTag, newStatSn, newExpCmdSn, newMaxCmdSn, time2Wait, time2Retain);
    }
}
