package dev.targetnode.iscsi.pdu;

/** A PDU that an initiator sends. */
public sealed interface InitiatorPdu extends Pdu permits CommandPdu, DataOut, SnackRequest {
    /** Initiator Task Tag; {@link Bhs#RESERVED_TAG} where the PDU allows it. */
    int initiatorTaskTag();

    /** ExpStatSN: every StatSN before it is acknowledged (RFC 7143 4.2.2.2). */
    int expStatSn();
}
