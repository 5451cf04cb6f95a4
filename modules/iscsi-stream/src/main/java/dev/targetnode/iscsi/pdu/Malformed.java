package dev.targetnode.iscsi.pdu;

/**
 * A frame that is no PDU of RFC 7143. In the full feature phase it is answered by a Reject with this reason (11.17);
 * during login by a Login Response of the initiator-error class.
 *
 * @param reason the Reject reason
 * @param why for the log; names the field and the clause
 */
public record Malformed(RejectReason reason, String why) implements DecodeResult {}
