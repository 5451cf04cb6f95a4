package dev.targetnode.iscsi.session;

import dev.targetnode.core.event.EventKind;
import dev.targetnode.core.event.LogLine;
import dev.targetnode.core.event.Peer;
import dev.targetnode.core.target.LunActor;
import dev.targetnode.core.target.ResetKind;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.SerialNumber;
import dev.targetnode.iscsi.pdu.TaskManagementFunction;
import dev.targetnode.iscsi.pdu.TaskManagementRequest;
import dev.targetnode.iscsi.pdu.TaskManagementResponse;
import dev.targetnode.iscsi.pdu.TaskManagementResponseCode;
import dev.targetnode.iscsi.session.SessionLuns.Unit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Task management of one session (RFC 7143 11.5, 11.6). A function is answered once every logical unit it concerns has
 * ended its tasks or fenced those that are stuck, which each unit does within its bound. Confined to the session.
 */
final class TaskManagement {
    /** What a function does outside the session's tasks. */
    interface Port {
        /** A command was aborted before its turn; data may still come for it. */
        void passedOver(int initiatorTaskTag);

        /** Every session of the target is to end, this one included, after what has been sent so far. */
        void targetReset();

        /** Something that people are told of. */
        void tell(EventKind kind, Supplier<LogLine> line);

        /** Whose session this is. */
        Peer peer();
    }

    private static final class Pending {
        final TaskManagementRequest request;
        final TaskManagementFunction function;
        int units;
        int stillRunning;

        Pending(TaskManagementRequest request, TaskManagementFunction function, int units) {
            this.request = request;
            this.function = function;
            this.units = units;
        }
    }

    private final SessionLuns luns;
    private final TaskRunner runner;
    private final CommandOrder order;
    private final Wire wire;
    private final Port port;
    private final Map<Long, Pending> pending = new HashMap<>();
    /** By LUN: commands with a CmdSN before this one that have not had their turn are ended when they have it. */
    private final Map<Integer, Integer> endedBefore = new HashMap<>();

    private long lastId;

    TaskManagement(SessionLuns luns, TaskRunner runner, CommandOrder order, Wire wire, Port port) {
        this.luns = luns;
        this.runner = runner;
        this.order = order;
        this.wire = wire;
        this.port = port;
    }

    void request(TaskManagementRequest request) {
        TaskManagementFunction function = request.function();
        if (function == null) {
            respond(request, TaskManagementResponseCode.FUNCTION_NOT_SUPPORTED);
            return;
        }
        switch (function) {
            case ABORT_TASK -> abortTask(request, function);
            case ABORT_TASK_SET, CLEAR_TASK_SET -> endTaskSet(request, function);
            case LOGICAL_UNIT_RESET -> resetUnit(request, function);
            case TARGET_WARM_RESET -> reset(request, function, ResetKind.TARGET_WARM, luns.all());
            case TARGET_COLD_RESET -> reset(request, function, ResetKind.TARGET_COLD, luns.all());
            case TASK_REASSIGN ->
                respond(request, TaskManagementResponseCode.TASK_ALLEGIANCE_REASSIGNMENT_NOT_SUPPORTED);
            case CLEAR_ACA, QUERY_TASK, QUERY_TASK_SET, I_T_NEXUS_RESET, QUERY_ASYNCHRONOUS_EVENT ->
                respond(request, TaskManagementResponseCode.FUNCTION_NOT_SUPPORTED);
        }
    }

    private void abortTask(TaskManagementRequest request, TaskManagementFunction function) {
        IscsiTask task = runner.tasks().byInitiatorTag(request.referencedTaskTag());
        if (task == null) {
            // A task that has not had its turn counts as received and aborted (RFC 7143 11.5.5, 11.6.1).
            boolean passedOver = order.passOver(request.refCmdSn(), request.cmdSn(), request.referencedTaskTag());
            if (passedOver) {
                port.passedOver(request.referencedTaskTag());
            }
            TaskManagementResponseCode response = passedOver
                    ? TaskManagementResponseCode.FUNCTION_COMPLETE
                    : TaskManagementResponseCode.TASK_DOES_NOT_EXIST;
            respond(request, response);
            tell(request, function, response, 0);
            return;
        }
        Unit unit = luns.find(request.lun());
        if (unit == null || unit.mapping().lun() != task.lun) {
            respond(request, TaskManagementResponseCode.LUN_DOES_NOT_EXIST);
            return;
        }
        Set<Long> atUnit = runner.end(List.of(task));
        if (atUnit.isEmpty()) {
            complete(request, function);
        } else {
            unit.tell(new LunActor.Abort(begin(request, function, 1), atUnit));
        }
    }

    private void endTaskSet(TaskManagementRequest request, TaskManagementFunction function) {
        Unit unit = luns.find(request.lun());
        if (unit == null) {
            respond(request, TaskManagementResponseCode.LUN_DOES_NOT_EXIST);
            return;
        }
        int lun = unit.mapping().lun();
        // Tasks with a CmdSN from the request's own on are not concerned (RFC 7143 4.2.3.3).
        Set<Long> atUnit = runner.end(
                runner.tasks().live(task -> task.lun == lun && SerialNumber.lessThan(task.cmdSn, request.cmdSn())));
        endWhatIsToCome(request, lun);
        if (function == TaskManagementFunction.CLEAR_TASK_SET) {
            unit.tell(new LunActor.ClearTaskSet(begin(request, function, 1), atUnit)); // which concerns others, too
        } else if (atUnit.isEmpty()) {
            complete(request, function);
        } else {
            unit.tell(new LunActor.Abort(begin(request, function, 1), atUnit));
        }
    }

    private void resetUnit(TaskManagementRequest request, TaskManagementFunction function) {
        Unit unit = luns.find(request.lun());
        if (unit == null) {
            respond(request, TaskManagementResponseCode.LUN_DOES_NOT_EXIST);
            return;
        }
        reset(request, function, ResetKind.LOGICAL_UNIT, List.of(unit));
    }

    private void reset(
            TaskManagementRequest request, TaskManagementFunction function, ResetKind kind, Collection<Unit> units) {
        if (units.isEmpty()) {
            complete(request, function);
            return;
        }
        long id = begin(request, function, units.size());
        for (Unit unit : units) {
            int lun = unit.mapping().lun();
            runner.end(runner.tasks().live(task -> task.lun == lun));
            endWhatIsToCome(request, lun);
            unit.tell(new LunActor.Reset(id, kind));
        }
    }

    /**
     * A function that was sent ahead of its turn also ends the commands before it that have not had theirs (RFC 7143
     * 4.2.3.3, 11.5.1). It does not wait for them: a gap that nobody fills must not keep it from being answered.
     */
    private void endWhatIsToCome(TaskManagementRequest request, int lun) {
        boolean ahead = SerialNumber.lessThan(wire.expCmdSn(), request.cmdSn());
        if (request.immediate() && ahead && !SerialNumber.lessThan(wire.maxCmdSn() + 1, request.cmdSn())) {
            endedBefore.put(lun, request.cmdSn());
        }
    }

    /** True where the command, whose turn it is now, has been ended by a function that was sent after it. */
    boolean endsBeforeItsTurn(ScsiCommand command) {
        if (endedBefore.isEmpty() || command.immediate()) {
            return false;
        }
        Unit unit = luns.find(command.lun());
        if (unit == null) {
            return false;
        }
        Integer before = endedBefore.get(unit.mapping().lun());
        boolean ends = before != null && SerialNumber.lessThan(command.cmdSn(), before);
        if (!ends) {
            endedBefore.remove(unit.mapping().lun());
        }
        return ends;
    }

    private long begin(TaskManagementRequest request, TaskManagementFunction function, int units) {
        lastId++;
        pending.put(lastId, new Pending(request, function, units));
        return lastId;
    }

    /** A logical unit has done its part; so many tasks are stuck there. */
    void tasksEnded(long id, int stillRunning) {
        Pending function = pending.get(id);
        if (function == null) {
            return;
        }
        function.units--;
        function.stillRunning += stillRunning;
        if (function.units == 0) {
            pending.remove(id);
            complete(function.request, function.function, function.stillRunning);
        }
    }

    private void complete(TaskManagementRequest request, TaskManagementFunction function) {
        complete(request, function, 0);
    }

    private void complete(TaskManagementRequest request, TaskManagementFunction function, int stillRunning) {
        respond(request, TaskManagementResponseCode.FUNCTION_COMPLETE);
        tell(request, function, TaskManagementResponseCode.FUNCTION_COMPLETE, stillRunning);
        if (function == TaskManagementFunction.TARGET_COLD_RESET) {
            port.targetReset(); // after the response, which goes out before its connection is closed
        }
    }

    private void tell(
            TaskManagementRequest request,
            TaskManagementFunction function,
            TaskManagementResponseCode response,
            int stillRunning) {
        EventKind kind = switch (function) {
            case LOGICAL_UNIT_RESET, TARGET_WARM_RESET, TARGET_COLD_RESET, CLEAR_TASK_SET -> EventKind.RESET;
            default -> EventKind.ABORT;
        };
        port.tell(kind, () -> {
            LogLine line = port.peer().on(LogLine.of(kind)).with("function", function.name());
            Unit unit = ofTarget(function) ? null : luns.find(request.lun());
            if (unit != null) {
                line.with("lun", unit.mapping().lun())
                        .with("device", unit.mapping().deviceName());
            }
            return line.with("response", response.name()).with("stuck", stillRunning);
        });
    }

    private static boolean ofTarget(TaskManagementFunction function) {
        return function == TaskManagementFunction.TARGET_WARM_RESET
                || function == TaskManagementFunction.TARGET_COLD_RESET;
    }

    /** How many functions wait for a logical unit. */
    int pendingCount() {
        return pending.size();
    }

    private void respond(TaskManagementRequest request, TaskManagementResponseCode response) {
        wire.status(
                new TaskManagementResponse(response, request.initiatorTaskTag(), 0, wire.expCmdSn(), wire.maxCmdSn()));
    }
}
