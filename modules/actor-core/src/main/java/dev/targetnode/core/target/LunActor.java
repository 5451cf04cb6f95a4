package dev.targetnode.core.target;

import dev.targetnode.core.actor.SealedReceive;
import dev.targetnode.core.scsi.CommandTable;
import dev.targetnode.core.scsi.NexusView;
import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.TaskAttribute;
import dev.targetnode.core.scsi.TaskSet;
import dev.targetnode.core.scsi.UnitAttention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * One I_T_L nexus: a logical unit as one session sees it. Keeps the order of arrival (SAM-5 8.5, a task set for each
 * I_T nexus: TST = 001b) and passes enabled commands on to the device. Runs on the session's loop.
 */
public final class LunActor {
    /** What a LUN understands. */
    public sealed interface Command {}

    /** A task takes its place in the order although its data is still to come; {@link Execute} follows. */
    public record Arrive(long tag, TaskAttribute attribute) implements Command {}

    /** Tasks, complete with their data, in the order of their arrival. */
    public record Execute(List<ScsiRequest> requests) implements Command {
        public Execute(ScsiRequest request) {
            this(List.of(request));
        }
    }

    /** A task that had arrived will never be executed: the session has dropped it. */
    public record Withdraw(long tag) implements Command {}

    /**
     * Ends tasks of this nexus.
     *
     * @param id the session's number for this, returned in {@link NexusPort#tasksEnded}
     * @param tags which tasks
     */
    public record Abort(long id, Set<Long> tags) implements Command {}

    /** CLEAR TASK SET, asked for by this nexus (SAM-5 7.5); {@code tags} are its own tasks that it concerns. */
    public record ClearTaskSet(long id, Set<Long> tags) implements Command {}

    /** Tasks that the unit did not have yet ended by another nexus's CLEAR TASK SET, without a status of theirs. */
    public enum CommandsCleared implements Command {
        CLEARED
    }

    /** A reset asked for by this nexus (SAM-5 7.7). */
    public record Reset(long id, ResetKind kind) implements Command {}

    /** The nexus is lost: every task of it ends, then this actor stops. */
    public enum Close implements Command {
        CLOSE
    }

    /** From the device: tasks have ended. */
    record Finished(List<ScsiCompletion> completions) implements Command {
        Finished(ScsiCompletion completion) {
            this(List.of(completion));
        }
    }

    /** From the device: what {@link Abort} or {@link Reset} asked for is done. */
    record TasksEnded(long id, int stillRunning) implements Command {}

    /** From the device: an aborted task is stuck in the backend and fenced there; {@link Finished} may never come. */
    record Fenced(long tag) implements Command {}

    /** From the device: tasks of this nexus end, of which it has those with these tags. Their completions follow. */
    record TasksVoided(Set<Long> tags, Voiding cause) implements Command {}

    /** From the device: it has failed and only these tasks will come back, when the backstore lets go of them. */
    record DeviceFailed(Set<Long> held) implements Command {}

    /** The device has ended; harmless where it has said why before. */
    private enum DeviceEnded implements Command {
        ENDED
    }

    /** From the device: it has taken note of {@link Close}. */
    enum Detached implements Command {
        DETACHED
    }

    /** From the device: a unit attention condition was established for this nexus. */
    record AttentionRaised(UnitAttention attention) implements Command {}

    private static final class Task {
        final long tag;
        final TaskAttribute attribute;

        @Nullable
        ScsiRequest request;

        boolean enabled;
        boolean atDevice;
        /** It was aborted before it reached the device, and is not to be executed. */
        boolean voided;

        boolean left;

        Task(long tag, TaskAttribute attribute) {
            this.tag = tag;
            this.attribute = attribute;
        }
    }

    private final ActorContext<Command> context;
    private final LunMapping mapping;
    private final NexusPort port;
    private final TaskSet<Task> order = new TaskSet<>();
    private final Map<Long, Task> tasks = new HashMap<>();
    /** The session's numbers of functions that the device has not answered. */
    private final Set<Long> functions = new HashSet<>();

    private List<ScsiRequest> toDevice = new ArrayList<>();
    private List<ScsiCompletion> toSession = new ArrayList<>();
    private boolean closing;
    private boolean detached;
    private boolean deviceLost;

    private LunActor(ActorContext<Command> context, Nexus nexus, LunMapping mapping, NexusView view, NexusPort port) {
        this.context = context;
        this.mapping = mapping;
        this.port = port;
        context.watchWith(mapping.device(), DeviceEnded.ENDED);
        mapping.device()
                .tell(new DeviceActor.Attach(
                        nexus, mapping.lun(), mapping.readOnly(), view, port.peer(), context.getSelf()));
    }

    /**
     * Attaches a nexus to a logical unit.
     *
     * @param view what the nexus sees beside the device itself
     */
    public static Behavior<Command> create(Nexus nexus, LunMapping mapping, NexusView view, NexusPort port) {
        return Behaviors.setup(context -> new LunActor(context, nexus, mapping, view, port).receive());
    }

    private Behavior<Command> receive() {
        return SealedReceive.of(Command.class)
                .on(Arrive.class, this::onArrive)
                .on(Execute.class, this::onExecute)
                .on(Finished.class, this::onFinished)
                .on(Withdraw.class, message -> flushed(onWithdraw(message)))
                .on(Abort.class, message -> flushed(onAbort(message)))
                .on(ClearTaskSet.class, message -> flushed(onClearTaskSet(message)))
                .on(CommandsCleared.class, message -> onCommandsCleared())
                .on(Reset.class, message -> flushed(onReset(message)))
                .on(Close.class, message -> flushed(onClose()))
                .on(TasksEnded.class, this::onTasksEnded)
                .on(Fenced.class, message -> flushed(onFenced(message)))
                .on(TasksVoided.class, message -> flushed(onTasksVoided(message)))
                .on(DeviceFailed.class, message -> flushed(onDeviceFailed(message)))
                .on(DeviceEnded.class, message -> flushed(onDeviceEnded()))
                .on(Detached.class, message -> onDetached())
                .on(AttentionRaised.class, this::onAttentionRaised)
                .onSignal(this::onSignal)
                .build();
    }

    private Behavior<Command> onArrive(Arrive message) {
        enter(new Task(message.tag(), message.attribute()));
        return Behaviors.same();
    }

    /**
     * What one message has set off goes on together, so that a burst of commands is a burst on every hop and not a message
     * for each. Also called before anything that may not overtake it.
     */
    private void flush() {
        if (!toDevice.isEmpty()) {
            mapping.device().tell(new DeviceActor.Execute(toDevice, context.getSelf()));
            toDevice = new ArrayList<>();
        }
        if (!toSession.isEmpty()) {
            port.completed(mapping.lun(), toSession);
            toSession = new ArrayList<>();
        }
    }

    private Behavior<Command> flushed(Behavior<Command> next) {
        flush();
        return next;
    }

    private Behavior<Command> onExecute(Execute message) {
        for (ScsiRequest request : message.requests()) {
            execute(request);
        }
        return flushed(Behaviors.same());
    }

    private void execute(ScsiRequest request) {
        Task task = tasks.get(request.tag());
        if (task == null) {
            task = enter(new Task(request.tag(), effectiveAttribute(request)));
        }
        task.request = request;
        if (deviceLost) {
            end(ScsiCompletion.deviceFailed(task.tag));
        } else if (task.voided) {
            end(ScsiCompletion.aborted(task.tag));
        } else if (task.enabled) {
            submit(task, request);
        }
    }

    /** INQUIRY and the like are taken at the head of the queue whatever they say (SPC-4 6.1). */
    private static TaskAttribute effectiveAttribute(ScsiRequest request) {
        if (request.attribute() == TaskAttribute.SIMPLE) {
            return TaskAttribute.SIMPLE;
        }
        Operation operation = CommandTable.THIN_DISK.find(request.cdb());
        return operation != null && operation.implicitHeadOfQueue() ? TaskAttribute.HEAD_OF_QUEUE : request.attribute();
    }

    private Task enter(Task task) {
        tasks.put(task.tag, task);
        task.enabled = order.arrive(task, task.attribute);
        return task;
    }

    private void start(Task task) {
        task.enabled = true;
        ScsiRequest request = task.request;
        if (request != null && !task.voided) {
            submit(task, request);
        }
    }

    private void submit(Task task, ScsiRequest request) {
        task.atDevice = true;
        toDevice.add(request);
    }

    private Behavior<Command> onFinished(Finished message) {
        for (ScsiCompletion completion : message.completions()) {
            if (!deviceLost || tasks.containsKey(completion.tag())) { // a device that failed may have said so before
                end(completion);
            }
        }
        return flushed(stoppedWhenDrained());
    }

    /** Takes a task out of the order and tells the session. */
    private void end(ScsiCompletion completion) {
        Task task = tasks.remove(completion.tag());
        if (task == null) {
            throw new IllegalStateException("a task ended that is not here: " + completion.tag());
        }
        leave(task);
        toSession.add(completion);
    }

    private void leave(Task task) {
        if (task.left) {
            return;
        }
        task.left = true;
        if (task.enabled) {
            order.finish(task.attribute, this::start);
        } else {
            order.abort(task, this::start);
        }
    }

    private Behavior<Command> onWithdraw(Withdraw message) {
        Task task = tasks.remove(message.tag());
        if (task != null) {
            leave(task);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onAbort(Abort message) {
        Set<Long> atDevice = endWaiting(message.tags());
        if (atDevice.isEmpty() || deviceLost) {
            answerForDevice(message.id(), atDevice);
        } else {
            functions.add(message.id());
            mapping.device().tell(new DeviceActor.Abort(message.id(), atDevice, context.getSelf()));
        }
        return Behaviors.same();
    }

    /** Unlike an abort it concerns others too, so the device hears of it whatever this nexus has there. */
    private Behavior<Command> onClearTaskSet(ClearTaskSet message) {
        Set<Long> atDevice = endWaiting(message.tags());
        if (deviceLost) {
            answerForDevice(message.id(), atDevice);
        } else {
            functions.add(message.id());
            mapping.device().tell(new DeviceActor.ClearTaskSet(message.id(), atDevice, context.getSelf()));
        }
        return Behaviors.same();
    }

    /** Ends those of these tasks that have not gone to the device; what is left is there. */
    private Set<Long> endWaiting(Set<Long> tags) {
        Set<Long> atDevice = new HashSet<>();
        List<Task> waiting = new ArrayList<>();
        for (long tag : tags) {
            Task task = tasks.get(tag);
            if (task != null && task.atDevice) {
                atDevice.add(tag);
            } else if (task != null) {
                waiting.add(task);
            }
        }
        endUnstarted(waiting);
        flush();
        return atDevice;
    }

    /** There is no device, or nothing for it to do. What a lost one has left in its backstore is in no task set. */
    private void answerForDevice(long id, Set<Long> atDevice) {
        for (long tag : atDevice) {
            Task task = tasks.get(tag);
            if (task != null) {
                leave(task);
            }
        }
        port.tasksEnded(id, mapping.lun(), atDevice.size());
    }

    private Behavior<Command> onCommandsCleared() {
        mapping.device().tell(new DeviceActor.CommandsCleared(context.getSelf()));
        return Behaviors.same();
    }

    /** SAM-5 5.6: an aborted command is in the task set no longer, however long the backend holds it. */
    private Behavior<Command> onFenced(Fenced message) {
        Task task = tasks.get(message.tag());
        if (task != null) {
            leave(task);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onReset(Reset message) {
        if (deviceLost) {
            answerForDevice(message.id(), endWaiting(Set.copyOf(tasks.keySet())));
        } else {
            functions.add(message.id());
            mapping.device().tell(new DeviceActor.Reset(message.id(), message.kind(), context.getSelf()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onTasksVoided(TasksVoided message) {
        Set<Long> all = new HashSet<>(message.tags());
        tasks.values().stream().filter(task -> !task.atDevice).forEach(task -> all.add(task.tag));
        port.tasksVoided(mapping.lun(), all, message.cause()); // before their completions, which would be silent
        if (message.cause() == Voiding.CLEARED && all.size() > message.tags().size()) {
            onCommandsCleared();
        }
        endAllNotAtDevice();
        return Behaviors.same();
    }

    // ---- a device that fails

    private Behavior<Command> onDeviceFailed(DeviceFailed message) {
        deviceLost = true;
        List<Task> lost = tasks.values().stream()
                .filter(task -> !message.held().contains(task.tag))
                .toList();
        lost.forEach(task -> task.voided = true); // or the end of one would start another
        for (Task task : lost) {
            if (task.request != null) {
                end(ScsiCompletion.deviceFailed(task.tag));
            } // else the session, which has it still, executes or withdraws it
        }
        functions.forEach(id -> answerForDevice(id, message.held()));
        functions.clear();
        return closing ? onDetached() : Behaviors.same();
    }

    /** It could not even say what it has left: all that it had may be in the backstore, and stays there. */
    private Behavior<Command> onDeviceEnded() {
        if (deviceLost) {
            return Behaviors.same();
        }
        Set<Long> held = new HashSet<>();
        tasks.values().stream().filter(task -> task.atDevice).forEach(task -> held.add(task.tag));
        return onDeviceFailed(new DeviceFailed(held));
    }

    private void endAllNotAtDevice() {
        endUnstarted(tasks.values().stream().filter(task -> !task.atDevice).toList());
    }

    /** All are void before the first of them ends, or its end would start the next one. */
    private void endUnstarted(List<Task> which) {
        which.forEach(task -> task.voided = true);
        for (Task task : which) {
            if (task.request != null) {
                end(ScsiCompletion.aborted(task.tag));
            } // else the session, which has it still, executes or withdraws it
        }
    }

    private Behavior<Command> onTasksEnded(TasksEnded message) {
        if (functions.remove(message.id())) {
            port.tasksEnded(message.id(), mapping.lun(), message.stillRunning());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onAttentionRaised(AttentionRaised message) {
        port.attention(mapping.lun(), message.attention());
        return Behaviors.same();
    }

    private Behavior<Command> onClose() {
        closing = true;
        endAllNotAtDevice();
        flush();
        if (deviceLost) {
            return onDetached();
        }
        mapping.device().tell(new DeviceActor.Detach(context.getSelf()));
        return Behaviors.same();
    }

    private Behavior<Command> onDetached() {
        if (!detached) {
            detached = true;
            port.detached(mapping.lun());
        }
        return stoppedWhenDrained();
    }

    /** Stops once the device has given back every task; one that is stuck keeps this actor, and its buffers, alive. */
    private Behavior<Command> stoppedWhenDrained() {
        if (!detached) {
            return Behaviors.same();
        }
        boolean drained = tasks.values().stream().noneMatch(task -> task.atDevice);
        return drained ? Behaviors.stopped() : Behaviors.same();
    }

    private Behavior<Command> onSignal(Signal signal) {
        if (signal instanceof PostStop && !closing) {
            mapping.device().tell(new DeviceActor.Detach(context.getSelf()));
        }
        return Behaviors.same();
    }
}
