package dev.targetnode.core.target;

import dev.targetnode.core.actor.SealedReceive;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.event.EventKind;
import dev.targetnode.core.event.LogLine;
import dev.targetnode.core.event.Peer;
import dev.targetnode.core.scsi.CommandDecision;
import dev.targetnode.core.scsi.ControlMode;
import dev.targetnode.core.scsi.DiskCommands;
import dev.targetnode.core.scsi.DiskGeometry;
import dev.targetnode.core.scsi.Gate;
import dev.targetnode.core.scsi.NexusView;
import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.Plan;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import dev.targetnode.core.scsi.UnitAttentions;
import dev.targetnode.core.scsi.reservation.ItNexus;
import dev.targetnode.core.scsi.reservation.TargetPort;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * One device, the single writer of everything that initiators share: unit attentions of every nexus, capacity, mode
 * pages, and what the backstore is doing. Whether a command may run is one pure decision ({@link Gate}), what it comes to
 * is another ({@link DiskCommands}); this actor carries them out. Runs on the device's home loop.
 */
public final class DeviceActor {
    /** How many nexuses that are gone are remembered, to tell a nexus loss from a first contact. */
    private static final int NEXUSES_REMEMBERED = 4096;

    /** How many abort bounds the last flush of a device may take. */
    private static final int CLOSE_BOUNDS = 4;

    /** What a device understands. */
    public sealed interface Command {}

    /** A nexus attaches, by this number; {@code view} is what it sees beside the device itself. */
    record Attach(Nexus nexus, int number, boolean readOnly, NexusView view, Peer peer, ActorRef<LunActor.Command> lun)
            implements Command {}

    /** A nexus is lost: its tasks end. */
    record Detach(ActorRef<LunActor.Command> lun) implements Command {}

    /** Commands of an attached nexus, in order. */
    record Execute(List<ScsiRequest> requests, ActorRef<LunActor.Command> lun) implements Command {
        Execute(ScsiRequest request, ActorRef<LunActor.Command> lun) {
            this(List.of(request), lun);
        }
    }

    /** Ends some tasks of one nexus. */
    record Abort(long id, Set<Long> tags, ActorRef<LunActor.Command> lun) implements Command {}

    /**
     * CLEAR TASK SET (SAM-5 7.5): ends these tasks of the nexus that asks and, unless each nexus has a task set of its own,
     * all tasks of every other.
     */
    record ClearTaskSet(long id, Set<Long> tags, ActorRef<LunActor.Command> lun) implements Command {}

    /** A CLEAR TASK SET has ended tasks of this nexus that had not come to the device. */
    record CommandsCleared(ActorRef<LunActor.Command> lun) implements Command {}

    /** LOGICAL UNIT RESET (SAM-5 7.7), or the reset of a target that the unit belongs to. */
    record Reset(long id, ResetKind kind, ActorRef<LunActor.Command> replyTo) implements Command {}

    /** Steps of tasks' work on the backstore are done. */
    enum StepDone implements Command {
        DONE
    }

    private record BoundReached(Ending ending) implements Command {}

    /** A target port through which the device can be reached; ALL_TG_PT registers through each (SPC-4 6.16.3). */
    public record PortAdded(TargetPort port, int relativeTargetPortId) implements Command {}

    private record ReservationsSaved(Optional<String> failure) implements Command {}

    private enum Tick implements Command {
        TICK
    }

    /** Closes the backstore once nothing is in flight. */
    public record Close(Runnable closed) implements Command {}

    private record FlushedToClose(Close close, BackstoreOutcome outcome) implements Command {}

    private final ActorContext<Command> context;
    private final DeviceSetup setup;
    private final DeviceTasks tasks;
    private final Map<ActorRef<LunActor.Command>, Attachment> attachments = new HashMap<>();
    private final DeviceUnit unit;
    /** What was pending for nexuses that are gone; a device may be two logical units of one. */
    private final Map<Unit, UnitAttentions> gone = new RecentUnits();

    private final Future<?> tick;
    private final StepsDone stepsDone;
    private final ArrayDeque<Attachment> answered = new ArrayDeque<>();
    private final ArrayDeque<DeviceTask> ended = new ArrayDeque<>();
    private final ReservationDesk reservations;
    private boolean closing;

    /** A logical unit of a nexus. */
    private record Unit(Nexus nexus, int number) {}

    private static final class RecentUnits extends LinkedHashMap<Unit, UnitAttentions> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Unit, UnitAttentions> eldest) {
            return size() > NEXUSES_REMEMBERED;
        }
    }

    private DeviceActor(ActorContext<Command> context, DeviceSetup setup) {
        this.context = context;
        this.setup = setup;
        this.unit = new DeviceUnit(setup.disk(), setup.records(), attachments.values());
        if (!unit.savedModesUsable()) {
            context.getLog()
                    .error(
                            "device {}: saved mode parameters of another version; the configured ones hold",
                            setup.name());
        }
        this.tasks = new DeviceTasks(setup.store());
        ActorRef<Command> self = context.getSelf();
        this.stepsDone = new StepsDone(() -> self.tell(StepDone.DONE));
        this.reservations = new ReservationDesk(new StoredReservations(setup.records()), new DeskDevice());
        long period = Math.max(1, setup.stuckAfter().toMillis() / 2);
        this.tick = setup.loop()
                .netty()
                .scheduleAtFixedRate(() -> self.tell(Tick.TICK), period, period, TimeUnit.MILLISECONDS);
    }

    /** A device on its home loop; spawn it with that loop's dispatcher. */
    public static Behavior<Command> create(DeviceSetup setup) {
        return Behaviors.setup(context -> new DeviceActor(context, setup).receive());
    }

    private Behavior<Command> receive() {
        return SealedReceive.of(Command.class)
                .on(Execute.class, message -> flushed(onExecute(message)))
                .on(StepDone.class, message -> flushed(onStepDone()))
                .on(Attach.class, this::onAttach)
                .on(Detach.class, message -> flushed(onDetach(message)))
                .on(Abort.class, message -> flushed(onAbort(message)))
                .on(ClearTaskSet.class, message -> flushed(onClearTaskSet(message)))
                .on(CommandsCleared.class, this::onCommandsCleared)
                .on(Reset.class, message -> flushed(onReset(message)))
                .on(BoundReached.class, message -> flushed(onBoundReached(message)))
                .on(PortAdded.class, this::onPortAdded)
                .on(ReservationsSaved.class, message -> flushed(onReservationsSaved(message)))
                .on(Tick.class, message -> onTick())
                .on(Close.class, this::onClose)
                .on(FlushedToClose.class, this::onFlushedToClose)
                .onSignal(this::onSignal)
                .build();
    }

    // ---- nexuses

    private Behavior<Command> onAttach(Attach message) {
        // SAM-5 5.14: power on at the first contact; when the nexus has been here before, its loss, which says less
        // than
        // what may have been pending then.
        UnitAttentions pending = gone.remove(new Unit(message.nexus(), message.number()));
        UnitAttentions attentions =
                pending == null ? UnitAttentions.FIRST_CONTACT : pending.raise(UnitAttention.I_T_NEXUS_LOSS);
        Attachment attachment = new Attachment(message, attentions, unit.medium());
        attachments.put(message.lun(), attachment);
        reservations.attached(attachment);
        return Behaviors.same();
    }

    private Behavior<Command> onDetach(Detach message) {
        Attachment attachment = attachments.remove(message.lun());
        message.lun().tell(LunActor.Detached.DETACHED);
        if (attachment != null) {
            gone.put(new Unit(attachment.nexus, attachment.number), attachment.attentions());
            Ending ending = new Ending(0, context.getSystem().ignoreRef(), false);
            tasks.endAll(task -> task.from == attachment, ending, this::finish);
            reservations.endAll(task -> task.from == attachment, ending);
            reservations.detached(attachment);
        }
        return Behaviors.same();
    }

    // ---- commands

    /** What one message has set off is told together: a burst of completions is one message for each nexus. */
    private Behavior<Command> flushed(Behavior<Command> next) {
        flushFinished();
        for (DeviceTask task = ended.poll(); task != null; task = ended.poll()) {
            task.ended();
        }
        flushFinished(); // what has waited for the end of those
        return next;
    }

    private void flushFinished() {
        for (Attachment attachment = answered.poll(); attachment != null; attachment = answered.poll()) {
            attachment.flush();
        }
    }

    private void tellFinished(Attachment to, ScsiCompletion completion) {
        if (to.finished(completion)) {
            answered.add(to);
        }
    }

    private Behavior<Command> onExecute(Execute message) {
        Attachment from = attachments.get(message.lun());
        for (ScsiRequest request : message.requests()) {
            if (from == null) {
                message.lun().tell(new LunActor.Finished(ScsiCompletion.aborted(request.tag())));
            } else {
                execute(from, request);
            }
        }
        return Behaviors.same();
    }

    private void execute(Attachment from, ScsiRequest request) {
        Operation operation = unit.disk().commands().find(request.cdb());
        CommandDecision decision = Gate.decide(operation, request.cdb(), from.gate());
        if (from.deferred != null && reportsLateErrors(operation, decision)) {
            answer(from, request, ScsiStatus.CHECK_CONDITION, takeDeferred(from), 0, 0);
        } else if (decision == CommandDecision.RUN) {
            run(from, operation, request);
        } else if (decision instanceof CommandDecision.Attention attention) {
            report(from, attention.attention());
            answer(
                    from,
                    request,
                    ScsiStatus.CHECK_CONDITION,
                    attention.attention().sense(),
                    0,
                    0);
        } else if (decision instanceof CommandDecision.Check check) {
            answer(from, request, ScsiStatus.CHECK_CONDITION, check.sense(), 0, 0);
        } else {
            answer(from, request, ScsiStatus.RESERVATION_CONFLICT, null, 0, 0);
        }
    }

    /** A conflict and a unit attention come first; what tells of the unit itself is not held up (SPC-4 4.5.7). */
    private static boolean reportsLateErrors(@Nullable Operation operation, CommandDecision decision) {
        boolean reports = operation == null || !operation.ignoresUnitAttention();
        return reports && (decision == CommandDecision.RUN || decision instanceof CommandDecision.Check);
    }

    private void run(Attachment from, @Nullable Operation operation, ScsiRequest request) {
        Plan plan = DiskCommands.plan(operation, unit.seenBy(from), from.view, request.cdb(), request.dataOut());
        if (operation != null && operation.ignoresUnitAttention()) {
            from.attentions(from.attentions().after(operation));
        }
        DiskGeometry geometry = unit.disk().geometry();
        if (plan instanceof Plan.Read read) {
            start(from, request, Work.read(read, request, geometry.blockBytes()));
        } else if (plan instanceof Plan.Write write) {
            start(from, request, Work.write(write, request, geometry.blockBytes()));
        } else if (plan instanceof Plan.Reservation && operation != null) {
            reserve(from, operation, request);
        } else {
            Work work = Works.of(plan, request, geometry, setup.buffers());
            if (work != null) {
                start(from, request, work);
            } else if (!runUnitCommand(from, request, plan)) {
                reply(from, request, plan);
            }
        }
    }

    private void reserve(Attachment from, Operation operation, ScsiRequest request) {
        Plan report = reservations.report(operation, request);
        if (report != null) {
            reply(from, request, report);
        } else {
            reservations.execute(new ReservationTask(from, request, operation));
        }
    }

    /** Commands on the unit as a whole; false for a plan that is none. */
    private boolean runUnitCommand(Attachment from, ScsiRequest request, Plan plan) {
        if (plan instanceof Plan.Flush flush) {
            if (unit.disk().cache().flushReachesStore()) {
                start(from, request, Work.flush(), flush.immediate());
            } else {
                answer(from, request, ScsiStatus.GOOD, null, 0, 0);
            }
        } else if (plan instanceof Plan.Prefetch prefetch) {
            start(
                    from,
                    request,
                    new PrefetchWork(prefetch, unit.disk().geometry().blockBytes()),
                    prefetch.immediate());
        } else if (plan instanceof Plan.ChangeModes change) {
            Work work = unit.changeModes(change, from);
            if (work == null) {
                answer(from, request, ScsiStatus.BUSY, null, 0, 0);
            } else {
                start(from, request, work);
            }
        } else if (plan instanceof Plan.StartStop startStop) {
            Sense refusal = unit.refusal(startStop);
            if (refusal == null) {
                start(from, request, unit.startStop(startStop, from), startStop.immediate());
            } else {
                answer(from, request, ScsiStatus.CHECK_CONDITION, refusal, 0, 0);
            }
        } else {
            return false;
        }
        return true;
    }

    /** Answers that need no work on the store. */
    private void reply(Attachment from, ScsiRequest request, Plan plan) {
        if (plan instanceof Plan.Check check) {
            answer(from, request, ScsiStatus.CHECK_CONDITION, check.sense(), 0, 0);
        } else if (plan instanceof Plan.ReportSense reportSense) {
            reply(from, request, reportSense.reply(senseToReport(from)));
        } else if (plan instanceof Plan.Reply reply) {
            answer(from, request, ScsiStatus.GOOD, null, Replies.copy(reply, request), reply.length());
        } else if (plan instanceof Plan.Conflict) {
            answer(from, request, ScsiStatus.RESERVATION_CONFLICT, null, 0, 0);
        } else if (plan instanceof Plan.ReportLog reportLog) {
            reply(from, request, reportLog.reply(unit.log().now()));
        } else {
            if (plan instanceof Plan.ClearLog clear) {
                unit.clear(clear, from);
            } else if (plan instanceof Plan.PreventRemoval removal) {
                from.preventsRemoval = removal.prevent();
            }
            answer(from, request, ScsiStatus.GOOD, null, 0, 0);
        }
    }

    private Sense senseToReport(Attachment from) {
        if (from.attentions().isEmpty()) {
            Sense deferred = takeDeferred(from);
            return deferred == null ? unit.medium().sense() : deferred;
        }
        UnitAttention first = from.attentions().first();
        report(from, first);
        return first.sense();
    }

    private static @Nullable Sense takeDeferred(Attachment from) {
        Sense deferred = from.deferred;
        from.deferred = null;
        return deferred;
    }

    /** A reported condition is no longer pending; one of the inventory is then reported for every LUN of the nexus. */
    private static void report(Attachment from, UnitAttention attention) {
        from.attentions(from.attentions().clear(attention));
    }

    private DeviceTask newTask(Attachment from, ScsiRequest request, Work work) {
        return new DeviceTask(from, request, work, stepsDone, now());
    }

    private void start(Attachment from, ScsiRequest request, Work work) {
        tasks.start(newTask(from, request, work), this::finish);
    }

    private void start(Attachment from, ScsiRequest request, Work work, boolean immediate) {
        DeviceTask task = newTask(from, request, work);
        if (immediate) {
            task.answered = true; // IMMED: status at once, the work after it (SBC-3 5.22)
            answer(from, request, ScsiStatus.GOOD, null, 0, 0);
        }
        tasks.start(task, this::finish);
    }

    private Behavior<Command> onStepDone() {
        stepsDone.drain((task, outcome) -> tasks.stepDone(task, outcome, this::finish));
        endIsolation();
        return Behaviors.same();
    }

    private void endIsolation() {
        if (unit.isolated() && !tasks.anyFenced() && !reservations.anyFenced()) {
            unit.isolate(false);
            tellEvent(EventKind.ISOLATION, "off", "the backend answers again");
        }
    }

    private void finish(DeviceTask task, BackstoreOutcome outcome) {
        task.work.settle();
        task.work.over();
        if (!task.fencedOff && !task.aborted()) {
            task.work.count(unit.log(), outcome instanceof Failed);
        }
        if (task.answered) {
            defer(task, outcome);
        } else if (task.aborted() && task.tellsOfAbort) {
            answer(task.from, task.request, ScsiStatus.TASK_ABORTED, null, 0, 0);
        } else if (task.aborted()) {
            tellFinished(task.from, ScsiCompletion.aborted(task.request.tag()));
        } else if (task.fencedOff) {
            answer(task.from, task.request, ScsiStatus.BUSY, null, 0, 0);
        } else {
            answerOutcome(task, outcome);
        }
        if (task.aborted()) {
            ended.add(task);
        }
    }

    /** What fails after its status is told with the next command of its nexus (SPC-4 4.5.7). */
    private void defer(DeviceTask task, BackstoreOutcome outcome) {
        Sense sense = task.work.sense();
        if (outcome instanceof Failed failed) {
            tellError(task, failed);
            sense = Sense.of(failed.error());
        }
        if (sense != null && task.from.deferred == null) {
            task.from.deferred = sense.asDeferred();
        }
    }

    private void answerOutcome(DeviceTask task, BackstoreOutcome outcome) {
        if (outcome instanceof Failed failed) {
            tellError(task, failed);
            answer(task.from, task.request, ScsiStatus.CHECK_CONDITION, Sense.of(failed.error()), 0, 0);
            return;
        }
        Sense sense = task.work.sense();
        if (sense != null) {
            answer(task.from, task.request, ScsiStatus.CHECK_CONDITION, sense, 0, 0);
            return;
        }
        ScsiRequest request = task.request;
        long wanted = DiskCommands.transferBytes(
                unit.disk().commands().find(request.cdb()),
                request.cdb(),
                unit.disk().geometry().blockBytes());
        answer(task.from, request, task.work.status(), null, task.work.dataInBytes(), task.work.wantedBytes(wanted));
    }

    private void answer(
            Attachment from, ScsiRequest request, ScsiStatus status, @Nullable Sense sense, int bytes, long wanted) {
        tellFinished(
                from,
                new ScsiCompletion(
                        request.tag(), status, sense, unit.disk().control().descriptorSense(), bytes, wanted, false));
    }

    // ---- aborts and resets

    private Behavior<Command> onAbort(Abort message) {
        Ending ending = new Ending(message.id(), message.lun(), false);
        tasks.endAll(
                task -> task.from.lun.equals(message.lun()) && message.tags().contains(task.request.tag()),
                ending,
                this::finish);
        reservations.endAll(
                task -> task.from.lun.equals(message.lun()) && message.tags().contains(task.request.tag()), ending);
        await(ending);
        return Behaviors.same();
    }

    private Behavior<Command> onClearTaskSet(ClearTaskSet message) {
        ControlMode control = unit.disk().control();
        Ending ending = new Ending(message.id(), message.lun(), false);
        Predicate<DeviceTask> ofOthers = task -> !control.perNexusTaskSets() && !task.from.lun.equals(message.lun());
        if (!control.perNexusTaskSets()) {
            Predicate<Attachment> issuer = attachment -> attachment.lun.equals(message.lun());
            tellCleared(issuer.negate(), issuer, tasks.tags(ofOthers), control.taskAbortedStatus());
        }
        tasks.endAll(
                task -> ofOthers.test(task)
                        || (task.from.lun.equals(message.lun())
                                && message.tags().contains(task.request.tag())),
                ending,
                this::finish);
        await(ending);
        return Behaviors.same();
    }

    /**
     * Every nexus concerned is told, since tasks may be on their way to the device; it says if there were some. The issuer
     * needs no unit attention for what it has done.
     */
    private void tellCleared(
            Predicate<Attachment> concerned,
            Predicate<Attachment> issuer,
            Map<Attachment, Set<Long>> tags,
            boolean withStatus) {
        Voiding cause = withStatus ? Voiding.CLEARED_WITH_STATUS : Voiding.CLEARED;
        for (Attachment attachment : attachments.values()) {
            if (concerned.test(attachment)) {
                Set<Long> ended = tags.getOrDefault(attachment, Set.of());
                if (!withStatus && !ended.isEmpty() && !issuer.test(attachment)) {
                    attachment.raise(UnitAttention.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);
                }
                attachment.lun.tell(new LunActor.TasksVoided(ended, cause));
            }
        }
    }

    private Behavior<Command> onCommandsCleared(CommandsCleared message) {
        Attachment attachment = attachments.get(message.lun());
        if (attachment != null) {
            attachment.raise(UnitAttention.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onReset(Reset message) {
        Ending ending = new Ending(message.id(), message.replyTo(), true);
        Map<Attachment, Set<Long>> tags = tasks.tags(task -> true);
        if (message.kind() == ResetKind.TARGET_COLD) {
            gone.clear(); // as after a power on, every nexus is new
        }
        for (Attachment attachment : attachments.values()) {
            attachment.raise(message.kind().attention());
            attachment.lun.tell(new LunActor.TasksVoided(tags.getOrDefault(attachment, Set.of()), Voiding.RESET));
        }
        tasks.endAll(task -> true, ending, this::finish);
        reservations.endAll(task -> true, ending);
        reservations.reset();
        unit.reset();
        await(ending);
        return Behaviors.same();
    }

    private void await(Ending ending) {
        if (ending.running() == 0) {
            ending.answer();
            return;
        }
        ActorRef<Command> self = context.getSelf();
        ending.bound(setup.loop()
                .netty()
                .schedule(
                        () -> self.tell(new BoundReached(ending)),
                        setup.abortBound().toMillis(),
                        TimeUnit.MILLISECONDS));
    }

    private Behavior<Command> onBoundReached(BoundReached message) {
        Ending ending = message.ending();
        if (ending.running() > 0) {
            tellEvent(
                    EventKind.STUCK,
                    ending.fencesDevice ? "isolated" : "fenced",
                    ending.running() + " aborted operations are stuck in the backend");
            if (ending.fencesDevice) {
                unit.isolate(true);
                tellEvent(EventKind.ISOLATION, "on", "a reset cannot end what the backend holds");
            }
            tasks.held(ending).forEach(task -> task.from.lun.tell(new LunActor.Fenced(task.request.tag())));
            reservations.held(ending).forEach(task -> task.from.lun.tell(new LunActor.Fenced(task.request.tag())));
            ending.answer();
        }
        return Behaviors.same();
    }

    // ---- reservations

    private Behavior<Command> onPortAdded(PortAdded message) {
        reservations.port(message.port(), message.relativeTargetPortId());
        return Behaviors.same();
    }

    private Behavior<Command> onReservationsSaved(ReservationsSaved message) {
        reservations.saved(message.failure());
        endIsolation();
        return Behaviors.same();
    }

    /** What reservations ask of the device. */
    private final class DeskDevice implements ReservationDesk.Device {
        private final ActorRef<Command> self = context.getSelf();

        @Override
        public Collection<Attachment> attachments() {
            return attachments.values();
        }

        @Override
        public void answer(ReservationTask task, ScsiStatus status, @Nullable Sense sense) {
            DeviceActor.this.answer(task.from, task.request, status, sense, 0, wanted(task));
        }

        private long wanted(ReservationTask task) {
            return DiskCommands.transferBytes(
                    task.operation, task.request.cdb(), unit.disk().geometry().blockBytes());
        }

        @Override
        public void aborted(ReservationTask task) {
            tellFinished(task.from, ScsiCompletion.aborted(task.request.tag()));
        }

        @Override
        public void endTasksOf(Set<ItNexus> nexuses, ReservationTask by, Runnable over) {
            DeviceActor.this.endTasksOf(nexuses, by, over);
        }

        @Override
        public void saveEnded(Optional<String> failure) {
            self.tell(new ReservationsSaved(failure));
        }

        @Override
        public void warn(String what) {
            context.getLog().warn("device {}: {}", setup.name(), what);
        }
    }

    /**
     * PREEMPT AND ABORT: tasks of the preempted end (SPC-4 5.13.11.2.5). With TAS they say so by their status; else a unit
     * attention does (SAM-5 5.6), and what has not reached the device yet is void as well.
     */
    private void endTasksOf(Set<ItNexus> nexuses, ReservationTask by, Runnable over) {
        boolean tell = unit.disk().control().taskAbortedStatus();
        Ending ending = new Ending(stillRunning -> over.run(), true);
        tellCleared(
                attachment -> nexuses.contains(attachment.reserver),
                attachment -> attachment.reserver.equals(by.from.reserver),
                tasks.tags(task -> nexuses.contains(task.from.reserver)),
                tell);
        tasks.endAll(
                task -> {
                    boolean which = nexuses.contains(task.from.reserver);
                    if (which) {
                        task.tellsOfAbort |= tell && !task.aborted();
                    }
                    return which;
                },
                ending,
                this::finish);
        reservations.endAll(task -> task != by && nexuses.contains(task.from.reserver), ending);
        await(ending);
    }

    // ---- time and end

    private Behavior<Command> onTick() {
        int stuck = tasks.reportStuck(now(), setup.stuckAfter().toNanos());
        if (stuck > 0) {
            tellEvent(
                    EventKind.STUCK,
                    "waiting",
                    "%d operations have been in the backend for more than %d s"
                            .formatted(stuck, setup.stuckAfter().toSeconds()));
        }
        return Behaviors.same();
    }

    /** A flush that is stuck must not keep the device from being closed: its bound is that of a reset. */
    private Behavior<Command> onClose(Close message) {
        ActorRef<Command> self = context.getSelf();
        setup.store().flush(outcome -> self.tell(new FlushedToClose(message, outcome)));
        Failed late = new Failed(BackstoreError.NOT_READY, "the flush is stuck");
        setup.loop()
                .netty()
                .schedule(
                        () -> self.tell(new FlushedToClose(message, late)),
                        setup.abortBound().toMillis() * CLOSE_BOUNDS,
                        TimeUnit.MILLISECONDS);
        return Behaviors.same();
    }

    /** The flush has ended or has taken too long; whichever comes second changes nothing. */
    private Behavior<Command> onFlushedToClose(FlushedToClose message) {
        if (closing) {
            return Behaviors.same();
        }
        closing = true;
        if (message.outcome() instanceof Failed failed) {
            tellEvent(EventKind.ERROR, "not-flushed", failed.reason());
        }
        setup.store()
                .close()
                .whenComplete((ignored, failure) -> message.close().closed().run());
        return Behaviors.same();
    }

    private Behavior<Command> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            tick.cancel(false);
            if (!closing) {
                leaveTasks();
            }
        }
        return Behaviors.same();
    }

    /**
     * The device ends out of order, by a failure of its own: nothing will start any more, and what the backstore still
     * holds is told to its nexuses when it comes back, since until then its buffers are the backstore's.
     */
    private void leaveTasks() {
        if (!attachments.isEmpty()) {
            tellEvent(EventKind.ERROR, "failed", "the device has failed: its commands end with an error");
        }
        tasks.abandonWaiting();
        for (Attachment attachment : attachments.values()) {
            attachment.flush();
            attachment.lun.tell(new LunActor.DeviceFailed(tasks.runningTags(attachment)));
        }
        stepsDone.bequeath((task, outcome) -> {
            task.work.settle();
            if (!task.answered) {
                long tag = task.request.tag();
                ScsiCompletion end = task.aborted() ? ScsiCompletion.aborted(tag) : ScsiCompletion.deviceFailed(tag);
                task.from.lun.tell(new LunActor.Finished(end));
            }
        });
    }

    // ---- what people are told

    private void tellEvent(EventKind kind, String state, String reason) {
        setup.events()
                .tell(
                        kind,
                        setup.name(),
                        () -> LogLine.of(kind)
                                .with("device", setup.name())
                                .with("state", state)
                                .with("reason", reason));
    }

    private void tellError(DeviceTask task, Failed failed) {
        Peer peer = task.from.peer;
        setup.events()
                .tell(
                        EventKind.ERROR,
                        peer,
                        () -> peer.on(LogLine.of(EventKind.ERROR))
                                .with("device", setup.name())
                                .with("lun", task.from.number)
                                .with("kind", failed.error().name())
                                .with(
                                        "opcode",
                                        "%02xh".formatted(task.request.cdb().opcode()))
                                .with("block", task.work.firstBlock)
                                .with("reason", failed.reason()));
    }

    private long now() {
        return setup.loop().netty().ticker().nanoTime();
    }

    /** Puts parameter data into the request's buffer. */
    private static final class Replies {
        private Replies() {}

        static int copy(Plan.Reply reply, ScsiRequest request) {
            ByteBuf into = request.dataIn();
            if (into == null) {
                return 0;
            }
            byte[] data = reply.toByteArray();
            int length = Math.min(data.length, request.dataInBytesMax());
            into.setBytes(0, data, 0, length);
            return length;
        }
    }
}
