package dev.targetnode.iscsi.session;

import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.memory.MemoryBudget;
import dev.targetnode.core.scsi.AbsentLogicalUnit;
import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.Plan;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.TaskAttribute;
import dev.targetnode.core.target.LunActor;
import dev.targetnode.core.target.ScsiCompletion;
import dev.targetnode.core.target.ScsiRequest;
import dev.targetnode.core.target.Voiding;
import dev.targetnode.iscsi.login.NegotiatedParameters;
import dev.targetnode.iscsi.pdu.DataOut;
import dev.targetnode.iscsi.pdu.ReadyToTransfer;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.session.Responses.ResidualCount;
import dev.targetnode.iscsi.session.SessionLuns.Unit;
import dev.targetnode.iscsi.statistics.CommandKind;
import dev.targetnode.iscsi.statistics.LunCounters;
import dev.targetnode.iscsi.statistics.SessionCounters;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a session's SCSI tasks: takes commands in, collects their data, hands them to their logical units and turns what
 * comes back into PDUs. It owns every task and its buffers from the first byte to the last. Confined to the session.
 */
final class TaskRunner {
    /** The most that one command may move where its logical unit does not say. */
    private static final int ABSENT_UNIT_BYTES_MAX = 64 * 1024;

    private final SessionLuns luns;
    private final SessionResources resources;
    private final CmdSnWindow window;
    private final Wire wire;
    private final TaskTable tasks = new TaskTable();
    private final ArrayDeque<IscsiTask> awaitingMemory = new ArrayDeque<>();
    private final MemoryBudget noDevice = new MemoryBudget(Long.MAX_VALUE);
    private final SessionCounters counters;
    private final LunCounters absentUnit;
    private NegotiatedParameters parameters;
    private int lastTransferTag;
    private boolean ended;

    TaskRunner(
            SessionLuns luns,
            SessionResources resources,
            CmdSnWindow window,
            Wire wire,
            NegotiatedParameters parameters,
            SessionCounters counters) {
        this.luns = luns;
        this.resources = resources;
        this.window = window;
        this.wire = wire;
        this.parameters = parameters;
        this.counters = counters;
        this.absentUnit = counters.lun(-1, "-");
    }

    /** What one command may bring without being asked, by what was negotiated. */
    static int unsolicitedBytesMax(NegotiatedParameters parameters) {
        boolean none = parameters.initialR2t() && !parameters.immediateData();
        return none ? 0 : parameters.firstBurstLength();
    }

    /** The initiator has declared another MaxRecvDataSegmentLength. */
    void parameters(NegotiatedParameters changed) {
        parameters = changed;
    }

    TaskTable tasks() {
        return tasks;
    }

    // ---- commands

    /**
     * A SCSI command whose turn it is; it holds a CmdSN slot unless it is immediate.
     *
     * @return why it is to be rejected, with its slot and its data; null where it was taken
     */
    @Nullable
    RejectReason command(ScsiCommand command) {
        if (tasks.byInitiatorTag(command.initiatorTaskTag()) != null) {
            return RejectReason.TASK_IN_PROGRESS;
        }
        Unit unit = luns.find(command.lun());
        int transferMax = unit == null ? ABSENT_UNIT_BYTES_MAX : unit.mapping().transferBytesMax();
        MemoryBudget deviceMemory = unit == null ? noDevice : unit.mapping().deviceMemory();
        int expected = (int) Math.min(command.expectedDataTransferLength(), Integer.MAX_VALUE);
        IscsiTask task = new IscsiTask(
                tasks.nextTag(command.initiatorTaskTag()),
                command,
                unit == null ? -1 : unit.mapping().lun(),
                deviceMemory,
                expected);
        task.holdsSlot = !command.immediate();
        task.counters = unit == null ? absentUnit : unit.counters();
        task.startedNanos = counters.now();
        Sense refusal = refusal(command, transferMax, roomBytes(task), deviceMemory);
        if (refusal == null && !reservedUnsolicited(task)) {
            expectLateData(command);
            return RejectReason.IMMEDIATE_COMMAND_REJECT;
        }
        task.counters.began();
        if (refusal != null) {
            drop(command.data());
            expectLateData(command);
            releaseSlot(task.holdsSlot);
            respond(task, ScsiStatus.CHECK_CONDITION, refusal, false, ResidualCount.of(expectedOf(task), 0));
            return null;
        }
        tasks.add(task);
        counters.depth(tasks.liveCount());
        takeImmediateData(task);
        return null;
    }

    /**
     * An immediate write has no slot in whose memory unsolicited data could lie. One that brings some has all of its memory
     * now or is not taken: were it to wait while it holds a part, such tasks could wait for each other.
     */
    private boolean reservedUnsolicited(IscsiTask task) {
        ScsiCommand command = task.command;
        boolean brings = command.write() && (!command.last() || command.data().isReadable());
        return !brings || task.holdsSlot || resources.tryReserve(task, task.expectedBytes);
    }

    private void expectLateData(ScsiCommand command) {
        if (command.write() && !command.last()) {
            tasks.expectLateData(command.initiatorTaskTag());
        }
    }

    /** What is wrong with a command before its logical unit has seen it; null when nothing is. */
    private @Nullable Sense refusal(ScsiCommand command, int transferMax, int roomBytes, MemoryBudget device) {
        int immediateBytes = command.data().readableBytes();
        long expected = command.expectedDataTransferLength();
        if (command.read() && command.write()) {
            return Sense.invalidOpcode(); // no bidirectional command is supported
        }
        if (command.cdbExtension().length() > 0) {
            return Sense.invalidOpcode(); // nor one with a CDB of more than 16 bytes
        }
        if (command.attribute() == dev.targetnode.iscsi.pdu.TaskAttribute.ACA) {
            return Sense.INVALID_MESSAGE_ERROR; // NACA is not supported, so there is no ACA to be in (SAM-5 5.10)
        }
        if (immediateBytes > 0 && (!command.write() || !parameters.immediateData())) {
            return Sense.UNEXPECTED_UNSOLICITED_DATA;
        }
        if (!command.last() && command.write() && parameters.initialR2t()) {
            return Sense.UNEXPECTED_UNSOLICITED_DATA; // RFC 7143 13.10
        }
        if (immediateBytes > Math.min(expected, parameters.firstBurstLength())) {
            return Sense.INCORRECT_AMOUNT_OF_DATA;
        }
        if (command.write() && expected > 0 && luns.find(command.lun()) == null) {
            return Sense.LOGICAL_UNIT_NOT_SUPPORTED; // no command that brings data is for such a one (SPC-4 5.10)
        }
        if (command.write() && (expected > transferMax || !resources.fits(expected, device))) {
            return Sense.invalidFieldInCdb(0, 7); // more than MAXIMUM TRANSFER LENGTH (SBC-3 6.6.3)
        }
        if (command.read() && !resources.fits(roomBytes, device)) {
            return Sense.invalidFieldInCdb(0, 7); // likewise: it would wait for memory for ever
        }
        return null;
    }

    private void takeImmediateData(IscsiTask task) {
        ScsiCommand command = task.command;
        if (!command.write() || task.expectedBytes == 0) {
            drop(command.data());
            run(task);
            return;
        }
        int immediateBytes = command.data().readableBytes();
        WriteTransfer transfer = new WriteTransfer(
                task.expectedBytes,
                immediateBytes,
                !command.last(),
                parameters.firstBurstLength(),
                parameters.maxBurstLength(),
                parameters.maxOutstandingR2t());
        task.transfer = transfer;
        append(task, command.data());
        if (transfer.complete()) {
            run(task);
            return;
        }
        arrive(task);
        solicit(task);
    }

    /** The task takes its place in its unit's order, although its data is still to come. */
    private void arrive(IscsiTask task) {
        Unit unit = luns.byNumber(task.lun);
        if (unit != null) {
            task.arrived = true;
            unit.tell(new LunActor.Arrive(task.tag, attribute(task)));
        }
    }

    // ---- data

    /** A Data-Out PDU; its data segment is this object's from now on. */
    void dataOut(DataOut pdu) {
        IscsiTask task = tasks.byInitiatorTag(pdu.initiatorTaskTag());
        WriteTransfer transfer = task == null ? null : task.transfer;
        if (task == null || transfer == null || task.state == IscsiTask.State.EXECUTING) {
            if (!tasks.isLateData(pdu.initiatorTaskTag())) {
                counters.rejected();
                wire.reject(RejectReason.INVALID_PDU_FIELD, Headers.of(pdu));
            }
            drop(pdu.data());
            return;
        }
        int offset = (int) Math.min(pdu.bufferOffset(), Integer.MAX_VALUE);
        WriteTransfer.Progress progress = transfer.receive(
                pdu.targetTransferTag(), pdu.dataSn(), offset, pdu.data().readableBytes(), pdu.last());
        switch (progress) {
            case MORE -> append(task, pdu.data());
            case SEQUENCE_ENDED -> {
                append(task, pdu.data());
                solicit(task);
            }
            case COMPLETE -> {
                append(task, pdu.data());
                run(task);
            }
            case OUT_OF_ORDER, TOO_MUCH, NOT_SOLICITED -> {
                drop(pdu.data());
                fail(task, Sense.INCORRECT_AMOUNT_OF_DATA);
            }
        }
    }

    /** A Data-Out whose data digest was wrong: at error recovery level 0 the task cannot be completed (RFC 7143 7.8). */
    void dataLost(int initiatorTaskTag) {
        IscsiTask task = tasks.byInitiatorTag(initiatorTaskTag);
        if (task != null && task.state != IscsiTask.State.EXECUTING) {
            fail(task, Sense.PROTOCOL_SERVICE_CRC_ERROR);
        }
    }

    /** Data that came before the command's turn was lost, or was more than it may bring. */
    void dataBroken(int initiatorTaskTag) {
        IscsiTask task = tasks.byInitiatorTag(initiatorTaskTag);
        if (task != null && task.state != IscsiTask.State.EXECUTING) {
            fail(task, Sense.INCORRECT_AMOUNT_OF_DATA);
        }
    }

    private void append(IscsiTask task, ByteBuf piece) {
        if (piece.capacity() > 0) {
            int received = task.transfer == null ? 0 : task.transfer.receivedBytes();
            task.data.append(piece, Math.max(0, task.expectedBytes - received), resources.buffers());
        }
    }

    private void drop(ByteBuf data) {
        resources.buffers().settleIfTaken(data);
    }

    /** Sends every R2T that is due, once the memory for the task's data is reserved. */
    private void solicit(IscsiTask task) {
        if (task.state == IscsiTask.State.RECEIVING && reserved(task)) {
            sendSolicitations(task);
        }
    }

    private void sendSolicitations(IscsiTask task) {
        WriteTransfer transfer = task.transfer;
        if (transfer == null) {
            return;
        }
        WriteTransfer.Solicitation next = transfer.solicit(nextTransferTag());
        while (next != null) {
            task.solicitations++;
            wire.noStatus(new ReadyToTransfer(
                    task.command.lun(),
                    task.initiatorTaskTag,
                    next.targetTransferTag(),
                    0,
                    wire.expCmdSn(),
                    wire.maxCmdSn(),
                    next.r2tSn(),
                    next.offsetBytes(),
                    next.lengthBytes()));
            next = transfer.solicit(nextTransferTag());
        }
    }

    private int nextTransferTag() {
        lastTransferTag++;
        if (lastTransferTag == WriteTransfer.UNSOLICITED) {
            lastTransferTag = 0;
        }
        return lastTransferTag;
    }

    // ---- memory

    /** Reserves what the task still needs, or puts it in the queue for memory. */
    private boolean reserved(IscsiTask task) {
        int missing = missingBytes(task);
        if (missing <= 0) {
            return true;
        }
        if (awaitingMemory.isEmpty() && resources.tryReserve(task, missing)) {
            return true;
        }
        task.state = IscsiTask.State.AWAITING_MEMORY;
        awaitingMemory.add(task);
        retryMemory();
        return false;
    }

    private int missingBytes(IscsiTask task) {
        return task.missingBytes(unsolicitedBytesMax(parameters), roomBytes(task));
    }

    /** Room may have been made: the queue moves as far as it goes, in order. */
    void retryMemory() {
        resources.roomTried();
        IscsiTask next = nextWithMemory();
        while (next != null) {
            awaitingMemory.remove(next);
            next.state = IscsiTask.State.RECEIVING;
            if (next.transfer != null && !next.transfer.complete()) {
                sendSolicitations(next);
            } else {
                execute(next);
            }
            next = nextWithMemory();
        }
    }

    /** The first that gets its memory. Only a device that has none left is passed over: others do not wait for it. */
    private @Nullable IscsiTask nextWithMemory() {
        Set<MemoryBudget> full = new HashSet<>();
        for (IscsiTask task : awaitingMemory) {
            if (full.contains(task.deviceMemory)) {
                continue;
            }
            int missing = missingBytes(task);
            if (resources.tryReserve(task, missing)) {
                return task;
            }
            resources.wantRoom(task);
            if (resources.tryReserve(task, missing)) {
                return task;
            }
            if (resources.deviceHasRoom(task, missing)) {
                return null;
            }
            full.add(task.deviceMemory);
        }
        return null;
    }

    /** Bytes of the buffer for what a command returns: whole blocks of the device, at most what one may move. */
    private int roomBytes(IscsiTask task) {
        if (!task.command.read() || task.expectedBytes == 0) {
            return 0;
        }
        Unit unit = luns.byNumber(task.lun);
        int max = unit == null ? ABSENT_UNIT_BYTES_MAX : unit.mapping().transferBytesMax();
        int block = unit == null ? DataBuffers.ALIGNMENT_BYTES : unit.mapping().blockBytes();
        int unitBytes = Math.max(block, 512);
        int room = Math.min(task.expectedBytes, max);
        return (room + unitBytes - 1) / unitBytes * unitBytes;
    }

    // ---- execution

    private void run(IscsiTask task) {
        if (reserved(task)) {
            execute(task);
        }
    }

    private void execute(IscsiTask task) {
        int room = roomBytes(task);
        if (room > 0) {
            task.dataIn = resources.takeDataIn(room);
        }
        task.state = IscsiTask.State.EXECUTING;
        Cdb cdb = new Cdb(task.command.cdbHigh(), task.command.cdbLow());
        ScsiRequest request = new ScsiRequest(
                task.tag, attribute(task), cdb, task.data.pieces(), task.dataIn, Math.min(room, task.expectedBytes));
        Unit unit = luns.byNumber(task.lun);
        if (unit != null) {
            unit.execute(request);
        } else {
            answerForAbsentUnit(task, request);
        }
    }

    private void answerForAbsentUnit(IscsiTask task, ScsiRequest request) {
        Plan plan = AbsentLogicalUnit.plan(luns.view(), request.cdb());
        ScsiStatus status = plan instanceof Plan.Check ? ScsiStatus.CHECK_CONDITION : ScsiStatus.GOOD;
        Sense sense = plan instanceof Plan.Check check ? check.sense() : null;
        int bytes = 0;
        long wanted = 0;
        if (plan instanceof Plan.Reply reply) {
            wanted = reply.length();
            ByteBuf into = request.dataIn();
            if (into != null) {
                bytes = Math.min(reply.length(), request.dataInBytesMax());
                into.setBytes(0, reply.toByteArray(), 0, bytes);
            }
        }
        completed(new ScsiCompletion(task.tag, status, sense, false, bytes, wanted, false));
    }

    private static TaskAttribute attribute(IscsiTask task) {
        return switch (task.command.attribute()) {
            case UNTAGGED, SIMPLE, ACA -> TaskAttribute.SIMPLE;
            case ORDERED -> TaskAttribute.ORDERED;
            case HEAD_OF_QUEUE -> TaskAttribute.HEAD_OF_QUEUE;
        };
    }

    // ---- completion

    /** A logical unit is done with a task. */
    void completed(ScsiCompletion completion) {
        IscsiTask task = tasks.take(completion.tag());
        if (task == null) {
            throw new IllegalStateException("no task has the tag " + completion.tag());
        }
        if (task.state == IscsiTask.State.ENDED || completion.aborted() || ended) {
            if (task.state != IscsiTask.State.ENDED) {
                task.counters.aborted();
            }
            endSilently(task);
            if (!ended) {
                wire.tellOfOpenWindow();
            }
            return;
        }
        task.data.settle(resources.buffers());
        releaseSlot(task);
        ByteBuf dataIn = task.dataIn;
        ResidualCount residual = ResidualCount.of(expectedOf(task), completion.wantedBytes());
        if (completion.status() == ScsiStatus.GOOD && completion.dataInBytes() > 0 && dataIn != null) {
            count(task, completion.status(), null, completion.dataInBytes());
            sendDataIn(task, dataIn, completion.dataInBytes(), residual);
            return;
        }
        resources.settle(task);
        respond(task, completion.status(), completion.sense(), completion.descriptorSense(), residual);
    }

    private static long expectedOf(IscsiTask task) {
        boolean moves = task.command.read() || task.command.write();
        return moves ? task.command.expectedDataTransferLength() : 0;
    }

    private void count(IscsiTask task, ScsiStatus status, @Nullable Sense sense, long bytes) {
        CommandKind kind = CommandKind.ofOpcode((int) (task.command.cdbHigh() >>> 56));
        task.counters.ended(kind, status, sense, bytes, counters.now() - task.startedNanos);
    }

    private static int writtenBytes(IscsiTask task, ScsiStatus status) {
        WriteTransfer transfer = task.transfer;
        return transfer == null || status != ScsiStatus.GOOD ? 0 : transfer.receivedBytes();
    }

    private void respond(
            IscsiTask task, ScsiStatus status, @Nullable Sense sense, boolean descriptorSense, ResidualCount residual) {
        count(task, status, sense, writtenBytes(task, status));
        wire.status(Responses.response(
                task.initiatorTaskTag,
                status,
                sense,
                descriptorSense,
                residual,
                task.solicitations,
                wire.expCmdSn(),
                wire.maxCmdSn()));
    }

    private void sendDataIn(IscsiTask task, ByteBuf dataIn, int bytes, ResidualCount residual) {
        resources.sending();
        int segmentMax = parameters.initiatorMaxRecvDataSegmentLength();
        int burstMax = parameters.maxBurstLength();
        int offset = 0;
        int burstStart = 0;
        int dataSn = 0;
        while (offset < bytes) {
            int length = Math.min(Math.min(segmentMax, bytes - offset), burstStart + burstMax - offset);
            boolean last = offset + length == bytes;
            boolean endsSequence = last || offset + length == burstStart + burstMax;
            wire.data(
                    Responses.dataIn(
                            task.initiatorTaskTag,
                            piece(dataIn, offset, length),
                            offset,
                            dataSn,
                            endsSequence,
                            last ? residual : null,
                            wire.expCmdSn(),
                            wire.maxCmdSn()),
                    last,
                    last ? () -> resources.sent(task, ended) : null);
            offset += length;
            dataSn++;
            if (endsSequence) {
                burstStart = offset;
            }
        }
    }

    /** The buffer itself where one PDU carries all of it. */
    private static ByteBuf piece(ByteBuf dataIn, int offset, int length) {
        return offset == 0 && length == dataIn.capacity()
                ? dataIn.retain().setIndex(0, length)
                : dataIn.retainedSlice(offset, length);
    }

    private void endSilently(IscsiTask task) {
        releaseSlot(task);
        resources.settle(task);
    }

    private void releaseSlot(IscsiTask task) {
        releaseSlot(task.holdsSlot);
        task.holdsSlot = false;
    }

    private void releaseSlot(boolean holds) {
        if (holds) {
            window.release();
        }
    }

    // ---- ends

    /** Ends a task that its logical unit does not have yet, with CHECK CONDITION. */
    private void fail(IscsiTask task, Sense sense) {
        withdraw(task);
        respond(task, ScsiStatus.CHECK_CONDITION, sense, false, ResidualCount.of(expectedOf(task), 0));
    }

    private void withdraw(IscsiTask task) {
        tasks.remove(task);
        if (awaitingMemory.remove(task)) {
            resources.retryLater(); // what waits behind it may fit
        }
        task.state = IscsiTask.State.ENDED;
        Unit unit = luns.byNumber(task.lun);
        if (task.arrived && unit != null) {
            unit.tell(new LunActor.Withdraw(task.tag));
        }
        endSilently(task);
    }

    /**
     * Ends tasks for the initiator: no response of theirs will be sent. Those that a logical unit has are retired until it
     * gives them back.
     *
     * @return the tags of these, for the unit's abort
     */
    Set<Long> end(List<IscsiTask> which) {
        which.forEach(task -> task.counters.aborted());
        return endUncounted(which);
    }

    private Set<Long> endUncounted(List<IscsiTask> which) {
        Set<Long> atUnit = new HashSet<>();
        for (IscsiTask task : which) {
            if (task.state == IscsiTask.State.EXECUTING) {
                task.state = IscsiTask.State.ENDED;
                tasks.retire(task);
                freeSlotOfRetired(task);
                atUnit.add(task.tag);
            } else {
                withdraw(task);
            }
        }
        return atUnit;
    }

    /** A stuck task must not close the window: its slot is free once its data is reserved in another way. */
    private void freeSlotOfRetired(IscsiTask task) {
        int held = task.command.write() ? task.expectedBytes - (int) task.holding.bytes() : 0;
        if (task.holdsSlot && resources.tryReserve(task, Math.max(0, held))) {
            releaseSlot(task);
        }
    }

    /**
     * Tasks of a unit ended by somebody else's doing: those it had, by their tags, and all that it does not have yet.
     *
     * @return how many that are
     */
    int voided(int lun, Set<Long> tags, Voiding cause) {
        List<IscsiTask> which = tasks.live(
                task -> task.lun == lun && (task.state != IscsiTask.State.EXECUTING || tags.contains(task.tag)));
        Unit unit = luns.byNumber(lun);
        boolean deviceKnowsAll = which.stream().allMatch(task -> tags.contains(task.tag));
        if (cause == Voiding.CLEARED && !deviceKnowsAll && unit != null) {
            unit.tell(LunActor.CommandsCleared.CLEARED);
        }
        if (cause == Voiding.CLEARED_WITH_STATUS) {
            endUncounted(which);
            which.forEach(
                    task -> respond(task, ScsiStatus.TASK_ABORTED, null, false, ResidualCount.of(expectedOf(task), 0)));
        } else {
            end(which);
        }
        wire.tellOfOpenWindow();
        return which.size();
    }

    /** The connection is gone: every task ends. */
    void endAll() {
        ended = true;
        end(tasks.live(task -> true));
    }

    /** True when no task is left and no data is on its way. */
    boolean drained() {
        return tasks.isEmpty() && resources.atRest();
    }
}
