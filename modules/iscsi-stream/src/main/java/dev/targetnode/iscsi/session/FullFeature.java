package dev.targetnode.iscsi.session;

import dev.targetnode.core.event.EventKind;
import dev.targetnode.core.event.LogLine;
import dev.targetnode.core.event.Peer;
import dev.targetnode.core.target.TargetActor;
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
import dev.targetnode.iscsi.statistics.SessionCounters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    private final EarlyData early = new EarlyData(this::drop);
    private final SessionCounters counters;
    private boolean loggedOut;
    private boolean ended;
    private int unsentEchoes;

    FullFeature(SessionSetup setup, SessionLuns luns, SessionResources resources, SessionCounters counters) {
        this.setup = setup;
        this.luns = luns;
        this.resources = resources;
        this.window = new CmdSnWindow(setup.parameters().identity().cmdSn(), resources.slots());
        this.counters = counters;
        this.order = new CommandOrder(window, this::deliver, this::reject, this::drop);
        this.wire = new Wire(setup.connection(), window);
        this.runner = new TaskRunner(luns, resources, window, wire, setup.parameters(), counters);
        this.management = new TaskManagement(luns, runner, order, wire, new ManagementPort());
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
        early.clear();
        runner.endAll();
    }

    /** A PDU whose data segment is the session's from now on. */
    void received(InitiatorPdu pdu) {
        if (loggedOut) {
            drop(pdu); // RFC 7143 11.14: nothing follows a logout
        } else if (pdu instanceof DataOut dataOut) {
            if (early.isEmpty() || !early.keep(dataOut)) {
                runner.dataOut(dataOut);
            }
        } else if (pdu instanceof CommandPdu command) {
            command(command);
        } else {
            // SNACK belongs to error recovery levels above the one negotiated (RFC 7143 11.16).
            counters.rejected();
            wire.reject(RejectReason.SNACK_REJECT, Headers.of(pdu));
        }
    }

    /** A Data-Out of this task was dropped for its data digest. */
    void dataLost(int initiatorTaskTag) {
        early.lost(initiatorTaskTag);
        runner.dataLost(initiatorTaskTag);
    }

    private void command(CommandPdu pdu) {
        if (!pdu.immediate()) {
            if (order.arrived(pdu) && pdu instanceof ScsiCommand scsi && scsi.write() && !scsi.last()) {
                int firstBurst = setup.parameters().firstBurstLength();
                early.expect(scsi.initiatorTaskTag(), firstBurst - scsi.data().readableBytes());
            }
            return;
        }
        RejectReason refusal = tooManyImmediate(pdu) ? RejectReason.IMMEDIATE_COMMAND_REJECT : deliver(pdu);
        if (refusal != null) {
            reject(pdu, refusal);
        }
    }

    private void reject(CommandPdu pdu, RejectReason reason) {
        counters.rejected();
        wire.reject(reason, Headers.of(pdu));
        early.forget(pdu.initiatorTaskTag());
        drop(pdu);
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

    /**
     * A command whose turn it is. One that is not immediate holds a slot, which each kind lets go of in its own time.
     *
     * @return why it is rejected, or null
     */
    private @Nullable RejectReason deliver(CommandPdu pdu) {
        if (pdu instanceof ScsiCommand command) {
            return scsi(command);
        }
        if (pdu instanceof NopOut nop) {
            nop(nop);
            return null;
        }
        if (pdu instanceof TextRequest request) {
            return text(request);
        }
        if (pdu instanceof TaskManagementRequest request && !setup.parameters().discovery()) {
            releaseSlot(pdu);
            counters.function();
            management.request(request);
            return null;
        }
        if (pdu instanceof LogoutRequest request) {
            releaseSlot(pdu);
            logout(request);
            return null;
        }
        // A Login Request in the full feature phase, or task management in a discovery session.
        return RejectReason.PROTOCOL_ERROR;
    }

    private void releaseSlot(CommandPdu pdu) {
        if (!pdu.immediate()) {
            window.release();
        }
    }

    private @Nullable RejectReason scsi(ScsiCommand command) {
        if (setup.parameters().discovery()) {
            return RejectReason.COMMAND_NOT_SUPPORTED;
        }
        if (management.endsBeforeItsTurn(command)) {
            releaseSlot(command);
            drop(command);
            forget(command.initiatorTaskTag());
            return null;
        }
        RejectReason refusal = runner.command(command);
        if (refusal == null && !early.isEmpty() && !early.release(command.initiatorTaskTag(), runner::dataOut)) {
            runner.dataBroken(command.initiatorTaskTag());
        }
        return refusal;
    }

    /** A command was ended before its turn: what it brings is dropped. */
    private void forget(int initiatorTaskTag) {
        early.forget(initiatorTaskTag);
        runner.tasks().expectLateData(initiatorTaskTag);
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

    private @Nullable RejectReason text(TextRequest request) {
        TextExchange.Step step = text.request(request);
        if (step instanceof TextExchange.Refuse refuse) {
            return refuse.reason();
        }
        releaseSlot(request);
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
        }
        drop(request);
        return null;
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

    /** What task management does outside its session's tasks. */
    private final class ManagementPort implements TaskManagement.Port {
        @Override
        public void passedOver(int initiatorTaskTag) {
            forget(initiatorTaskTag);
        }

        @Override
        public void targetReset() {
            setup.target().ifPresent(target -> target.actor().tell(new TargetActor.EndSessions("TARGET COLD RESET")));
        }

        @Override
        public void tell(EventKind kind, Supplier<LogLine> line) {
            setup.observation().events().tell(kind, setup.who(), line);
        }

        @Override
        public Peer peer() {
            return setup.who();
        }
    }
}
