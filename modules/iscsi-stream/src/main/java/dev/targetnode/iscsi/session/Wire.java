package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.NopIn;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.TargetPdu;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A session's way to its connection, with the command numbers that every PDU shows. Confined to the session. */
final class Wire {
    private final ActorRef<ConnectionActor.Command> connection;
    private final CmdSnWindow window;

    Wire(ActorRef<ConnectionActor.Command> connection, CmdSnWindow window) {
        this.connection = connection;
        this.window = window;
    }

    int expCmdSn() {
        return window.expCmdSn();
    }

    int maxCmdSn() {
        return window.maxCmdSn();
    }

    /** Sends a PDU that carries status and so takes a StatSN of its own (RFC 7143 4.2.2.2). */
    void status(TargetPdu pdu) {
        connection.tell(new ConnectionActor.Send(pdu, true, null));
    }

    /** Sends a PDU that shows the next StatSN without taking it: R2T, and Data-In without status. */
    void noStatus(TargetPdu pdu) {
        connection.tell(new ConnectionActor.Send(pdu, false, null));
    }

    /**
     * To be called after a slot came back without a response: an initiator that knows of a closed window has nothing to
     * wait for that would tell it otherwise. A NOP-In that wants no answer does (RFC 7143 11.19).
     */
    void tellOfOpenWindow() {
        if (window.reopened()) {
            noStatus(
                    new NopIn(0, Bhs.RESERVED_TAG, Bhs.RESERVED_TAG, 0, expCmdSn(), maxCmdSn(), Unpooled.EMPTY_BUFFER));
        }
    }

    /** As {@link #status} or {@link #noStatus}; {@code sent} runs on the loop once the socket has taken it all. */
    void data(TargetPdu pdu, boolean withStatus, @Nullable Runnable sent) {
        connection.tell(new ConnectionActor.Send(pdu, withStatus, sent));
    }

    /** Rejects the PDU whose header the connection has kept. */
    void reject(RejectReason reason, ByteBuf header) {
        connection.tell(new ConnectionActor.RejectPdu(reason, header, window.expCmdSn(), window.maxCmdSn()));
    }

    /** Closes the connection once everything sent so far has gone out. */
    void finish(String why) {
        connection.tell(new ConnectionActor.Finish(why));
    }
}
