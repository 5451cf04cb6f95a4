package dev.targetnode.iscsi.pdu;

/**
 * Logout Request (RFC 7143 11.14).
 *
 * @param immediate I: immediate delivery, CmdSN is not advanced
 * @param reason why
 * @param initiatorTaskTag Initiator Task Tag
 * @param cid CID of the connection to close, 0..65535; means nothing when the session is closed
 * @param cmdSn CmdSN
 * @param expStatSn ExpStatSN
 */
public record LogoutRequest(
        boolean immediate, LogoutReason reason, int initiatorTaskTag, int cid, int cmdSn, int expStatSn)
        implements CommandPdu {
    /** Checks our own values against the width of their fields. */
    public LogoutRequest {
        Unsigned.check16(cid, "cid");
    }

    @Override
    public Opcode opcode() {
        return Opcode.LOGOUT_REQUEST;
    }
}
