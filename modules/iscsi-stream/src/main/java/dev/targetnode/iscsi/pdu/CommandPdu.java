package dev.targetnode.iscsi.pdu;

/** An initiator's PDU that carries a CmdSN and takes part in command ordering (RFC 7143 4.2.2.1). */
public sealed interface CommandPdu extends InitiatorPdu
        permits NopOut, ScsiCommand, TaskManagementRequest, LoginRequest, TextRequest, LogoutRequest {
    /** I: delivered at once, outside the CmdSN order, and does not advance CmdSN. */
    boolean immediate();

    /** CmdSN. */
    int cmdSn();
}
