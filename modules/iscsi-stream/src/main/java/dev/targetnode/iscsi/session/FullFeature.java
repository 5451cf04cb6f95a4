package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.CommandPdu;
import dev.targetnode.iscsi.pdu.DataOut;
import dev.targetnode.iscsi.pdu.InitiatorPdu;
import dev.targetnode.iscsi.pdu.LogoutReason;
import dev.targetnode.iscsi.pdu.LogoutRequest;
import dev.targetnode.iscsi.pdu.LogoutResponse;
import dev.targetnode.iscsi.pdu.LogoutResponseCode;
import dev.targetnode.iscsi.pdu.NopIn;
import dev.targetnode.iscsi.pdu.NopOut;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.TaskManagementRequest;
import dev.targetnode.iscsi.pdu.TextRequest;
import dev.targetnode.iscsi.pdu.TextResponse;
import dev.targetnode.iscsi.portal.SendTargets;
import dev.targetnode.iscsi.portal.TargetEntry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The full feature phase of a session (RFC 7143 4.2.6): takes each PDU to whom it concerns, commands in the order of
 * their CmdSN. Confined to the session.
 */
final class FullFeature {
    /** Immediate commands of a session that may be unfinished at a time; more are rejected (RFC 7143 4.2.2.1). */
    private static final int IMMEDIATE_MAX = 16;

    private final SessionSetup setup;
    private final SessionLuns luns;
    private final SessionResources resources;
    private final CmdSnWindow window;
    private final CommandOrder order;
    private final Wire wire;
    private final TaskRunner runner;
    private final TaskManagement management;
    private final TextExchange text;
    private boolean loggedOut;
    private boolean ended;
    private int unsentEchoes;

    FullFeature(SessionSetup setup, SessionLuns luns, SessionResources resources) {
        this.setup = setup;
        this.luns = luns;
        this.resources = resources;
        this.window = new CmdSnWindow(setup.parameters().identity().cmdSn(), resources.slots());
        this.order = new CommandOrder(window, this::deliver, this::drop);
        this.wire = new Wire(setup.connection(), window);
        this.runner = new TaskRunner(luns, resources, window, wire, setup.parameters());
        this.management = new TaskManagement(luns, runner, order, wire);
        this.text = new TextExchange(
                setup.parameters(),
                setup.negotiation(),
                setup.keys(),
                value -> SendTargets.answer(
                        setup.directory().get(), value, setup.target().map(TargetEntry::name), setup.local()));
    }

    Wire wire() {
        return wire;
    }

    TaskRunner runner() {
        return runner;
    }

    TaskManagement management() {
        return management;
    }

    SessionLuns luns() {
        return luns;
    }

    SessionResources resources() {
        return resources;
    }

    /** Hands on what one message has set off: commands to their units, PDUs to the connection. */
    void flush() {
        luns.flush();
        wire.flush();
    }

    /** The session ends: nothing waits any more. */
    void end() {
        ended = true;
        order.clear();
        runner.endAll();
    }

    /** A PDU whose data segment is the session's from now on. */
    void received(InitiatorPdu pdu) {
        if (loggedOut) {
            drop(pdu); // RFC 7143 11.14: nothing follows a logout
        } else if (pdu instanceof DataOut dataOut) {
            runner.dataOut(dataOut);
        } else if (pdu instanceof CommandPdu command) {
            command(command);
        } else {
            // SNACK belongs to error recovery levels above the one negotiated (RFC 7143 11.16).
            wire.reject(RejectReason.SNACK_REJECT, Headers.of(pdu));
        }
    }

    private void command(CommandPdu pdu) {
        if (!pdu.immediate()) {
            order.arrived(pdu);
        } else if (tooManyImmediate(pdu)) {
            wire.reject(RejectReason.IMMEDIATE_COMMAND_REJECT, Headers.of(pdu));
            drop(pdu);
        } else {
            deliver(pdu);
        }
    }

    private boolean tooManyImmediate(CommandPdu pdu) {
        if (pdu instanceof ScsiCommand) {
            return runner.tasks().live(task -> task.command.immediate()).size() >= IMMEDIATE_MAX;
        }
        if (pdu instanceof NopOut nop && nop.initiatorTaskTag() != Bhs.RESERVED_TAG) {
            return unsentEchoes >= IMMEDIATE_MAX; // each holds a data segment until the initiator reads
        }
        return pdu instanceof TaskManagementRequest && management.pendingCount() >= IMMEDIATE_MAX;
    }

    private void drop(InitiatorPdu pdu) {
        setup.buffers().settleIfTaken(pdu.data());
    }

    /** A command whose turn it is. One that is not immediate holds a slot, which each kind lets go of in its own time. */
    private void deliver(CommandPdu pdu) {
        if (pdu instanceof ScsiCommand command) {
            scsi(command);
            return;
        }
        if (pdu instanceof NopOut nop) {
            nop(nop);
            return;
        }
        if (!pdu.immediate()) {
            window.release();
        }
        if (pdu instanceof TaskManagementRequest request && !setup.parameters().discovery()) {
            management.request(request);
        } else if (pdu instanceof TextRequest request) {
            text(request);
        } else if (pdu instanceof LogoutRequest request) {
            logout(request);
        } else {
            // A Login Request in the full feature phase, or task management in a discovery session.
            wire.reject(RejectReason.PROTOCOL_ERROR, Headers.of(pdu));
            drop(pdu);
        }
    }

    private void scsi(ScsiCommand command) {
        if (!setup.parameters().discovery()) {
            runner.command(command);
            return;
        }
        if (!command.immediate()) {
            window.release();
        }
        wire.reject(RejectReason.COMMAND_NOT_SUPPORTED, Headers.of(command));
        drop(command);
    }

    /**
     * A ping is answered with its own data, as much of it as the initiator takes in one PDU (RFC 7143 11.19). Its slot is
     * free when the answer has gone out: an initiator that pings and does not read holds no more data than its window.
     */
    private void nop(NopOut nop) {
        if (nop.initiatorTaskTag() == Bhs.RESERVED_TAG) {
            drop(nop); // the answer to a ping of ours, which the connection has noted; it is always immediate (11.18.1)
            return;
        }
        ByteBuf data = nop.data();
        int length = Math.min(data.readableBytes(), text.parameters().initiatorMaxRecvDataSegmentLength());
        ByteBuf echo = length == 0 ? Unpooled.EMPTY_BUFFER : data.retainedSlice(data.readerIndex(), length);
        wire.data(
                new NopIn(0, nop.initiatorTaskTag(), Bhs.RESERVED_TAG, 0, wire.expCmdSn(), wire.maxCmdSn(), echo),
                true,
                () -> echoed(nop));
        unsentEchoes++;
    }

    private void echoed(NopOut nop) {
        unsentEchoes--;
        drop(nop);
        if (!nop.immediate()) {
            window.release();
            if (!ended) {
                wire.tellOfOpenWindow();
            }
        }
    }

    private void text(TextRequest request) {
        TextExchange.Step step = text.request(request);
        if (step instanceof TextExchange.Answer answer) {
            runner.parameters(text.parameters());
            wire.status(new TextResponse(
                    answer.last(),
                    answer.more(),
                    0,
                    request.initiatorTaskTag(),
                    answer.targetTransferTag(),
                    0,
                    wire.expCmdSn(),
                    wire.maxCmdSn(),
                    answer.text()));
        } else if (step instanceof TextExchange.Refuse refuse) {
            wire.reject(refuse.reason(), Headers.of(request));
        }
        drop(request);
    }

    private void logout(LogoutRequest request) {
        int cid = setup.parameters().identity().cid();
        LogoutResponseCode response;
        if (request.reason() == LogoutReason.REMOVE_CONNECTION_FOR_RECOVERY) {
            response = LogoutResponseCode.RECOVERY_NOT_SUPPORTED;
        } else if (request.reason() == LogoutReason.CLOSE_CONNECTION && request.cid() != cid) {
            response = LogoutResponseCode.CID_NOT_FOUND;
        } else {
            response = LogoutResponseCode.CLOSED;
        }
        wire.status(new LogoutResponse(
                response,
                request.initiatorTaskTag(),
                0,
                wire.expCmdSn(),
                wire.maxCmdSn(),
                setup.parameters().defaultTime2Wait(),
                setup.parameters().defaultTime2Retain()));
        if (response == LogoutResponseCode.CLOSED) {
            loggedOut = true;
            wire.finish("logged out");
        }
    }
}
