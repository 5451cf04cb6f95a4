package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.NopIn;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.TargetPdu;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A session's way to its connection, with the command numbers that every PDU shows. Confined to the session. */
final class Wire {
    private final ActorRef<ConnectionActor.Command> connection;
    private final CmdSnWindow window;
    private List<ConnectionActor.Outgoing> outgoing = new ArrayList<>();

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
        outgoing.add(new ConnectionActor.Outgoing(pdu, true, null));
    }

    /** Sends a PDU that shows the next StatSN without taking it: R2T, and Data-In without status. */
    void noStatus(TargetPdu pdu) {
        outgoing.add(new ConnectionActor.Outgoing(pdu, false, null));
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
        outgoing.add(new ConnectionActor.Outgoing(pdu, withStatus, sent));
    }

    /** Rejects the PDU whose header the connection has kept. */
    void reject(RejectReason reason, ByteBuf header) {
        flush();
        connection.tell(new ConnectionActor.RejectPdu(reason, header, window.expCmdSn(), window.maxCmdSn()));
    }

    /** Closes the connection once everything sent so far has gone out. */
    void finish(String why) {
        flush();
        connection.tell(new ConnectionActor.Finish(why));
    }

    /** The session will send nothing more. */
    void leave() {
        flush();
        connection.tell(ConnectionActor.Released.RELEASED);
    }

    /** Hands over what one message of the session has set off, together. */
    void flush() {
        if (!outgoing.isEmpty()) {
            connection.tell(new ConnectionActor.Send(outgoing));
            outgoing = new ArrayList<>();
        }
    }
}
