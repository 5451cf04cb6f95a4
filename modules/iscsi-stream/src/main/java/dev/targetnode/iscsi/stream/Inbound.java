package dev.targetnode.iscsi.stream;

import dev.targetnode.iscsi.pdu.InitiatorPdu;
import dev.targetnode.iscsi.pdu.RejectReason;
import io.netty.buffer.ByteBuf;

/** What the framing stage makes of the bytes that a peer sends. */
public sealed interface Inbound {

    /**
     * A PDU whose digests, if any, were right. The data segment of {@code pdu} is a buffer of the node's
     * {@code DataBuffers} that the receiver now owns, or empty.
     */
    record Received(InitiatorPdu pdu) implements Inbound {}

    /**
     * A PDU that cannot be acted on; the connection itself is still in step.
     *
     * @param reason the Reject reason (RFC 7143 11.17.1)
     * @param header its 48 bytes, to be returned in the Reject; on the heap, needs no release
     * @param why a sentence for the log
     */
    record Unusable(RejectReason reason, ByteBuf header, String why) implements Inbound {}

    /** The peer and we no longer agree on where PDUs begin: the connection must be closed (RFC 7143 7.7, 7.8). */
    record OutOfStep(String why) implements Inbound {}

    /** The peer has closed the connection, or it broke. */
    record Closed(String why) implements Inbound {}
}
