package dev.targetnode.iscsi.session;

import dev.targetnode.core.target.LunActor;
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

/**
 * Task management of one session (RFC 7143 11.5, 11.6). A function is answered once every logical unit it concerns has
 * ended its tasks or fenced those that are stuck, which each unit does within its bound. Confined to the session.
 */
final class TaskManagement {
    private static final class Pending {
        final int initiatorTaskTag;
        int units;

        Pending(int initiatorTaskTag, int units) {
            this.initiatorTaskTag = initiatorTaskTag;
            this.units = units;
        }
    }

    private final SessionLuns luns;
    private final TaskRunner runner;
    private final CommandOrder order;
    private final Wire wire;
    private final Map<Long, Pending> pending = new HashMap<>();
    private long lastId;

    TaskManagement(SessionLuns luns, TaskRunner runner, CommandOrder order, Wire wire) {
        this.luns = luns;
        this.runner = runner;
        this.order = order;
        this.wire = wire;
    }

    void request(TaskManagementRequest request) {
        TaskManagementFunction function = request.function();
        if (function == null) {
            respond(request.initiatorTaskTag(), TaskManagementResponseCode.FUNCTION_NOT_SUPPORTED);
            return;
        }
        switch (function) {
            case ABORT_TASK -> abortTask(request);
            case ABORT_TASK_SET -> abortTaskSet(request);
            case LOGICAL_UNIT_RESET -> resetUnit(request);
            case TARGET_WARM_RESET -> reset(request, luns.all());
            case TASK_REASSIGN ->
                respond(
                        request.initiatorTaskTag(),
                        TaskManagementResponseCode.TASK_ALLEGIANCE_REASSIGNMENT_NOT_SUPPORTED);
            case CLEAR_ACA,
                    CLEAR_TASK_SET,
                    TARGET_COLD_RESET,
                    QUERY_TASK,
                    QUERY_TASK_SET,
                    I_T_NEXUS_RESET,
                    QUERY_ASYNCHRONOUS_EVENT ->
                respond(request.initiatorTaskTag(), TaskManagementResponseCode.FUNCTION_NOT_SUPPORTED);
        }
    }

    private void abortTask(TaskManagementRequest request) {
        IscsiTask task = runner.tasks().byInitiatorTag(request.referencedTaskTag());
        if (task == null) {
            // A task that has not had its turn counts as received and aborted (RFC 7143 11.5.5).
            boolean passedOver = order.passOver(request.refCmdSn(), request.cmdSn(), request.referencedTaskTag());
            if (passedOver) {
                runner.tasks().expectLateData(request.referencedTaskTag());
            }
            respond(
                    request.initiatorTaskTag(),
                    passedOver
                            ? TaskManagementResponseCode.FUNCTION_COMPLETE
                            : TaskManagementResponseCode.TASK_DOES_NOT_EXIST);
            return;
        }
        Unit unit = luns.find(request.lun());
        if (unit == null || unit.mapping().lun() != task.lun) {
            respond(request.initiatorTaskTag(), TaskManagementResponseCode.LUN_DOES_NOT_EXIST);
            return;
        }
        abort(request, unit, List.of(task));
    }

    private void abortTaskSet(TaskManagementRequest request) {
        Unit unit = luns.find(request.lun());
        if (unit == null) {
            respond(request.initiatorTaskTag(), TaskManagementResponseCode.LUN_DOES_NOT_EXIST);
            return;
        }
        int lun = unit.mapping().lun();
        // Tasks with a CmdSN from the request's own on are not concerned (RFC 7143 4.2.3.3).
        abort(
                request,
                unit,
                runner.tasks().live(task -> task.lun == lun && SerialNumber.lessThan(task.cmdSn, request.cmdSn())));
    }

    private void abort(TaskManagementRequest request, Unit unit, List<IscsiTask> which) {
        Set<Long> atUnit = runner.end(which);
        if (atUnit.isEmpty()) {
            respond(request.initiatorTaskTag(), TaskManagementResponseCode.FUNCTION_COMPLETE);
            return;
        }
        unit.tell(new LunActor.Abort(begin(request, 1), atUnit));
    }

    private void resetUnit(TaskManagementRequest request) {
        Unit unit = luns.find(request.lun());
        if (unit == null) {
            respond(request.initiatorTaskTag(), TaskManagementResponseCode.LUN_DOES_NOT_EXIST);
            return;
        }
        reset(request, List.of(unit));
    }

    private void reset(TaskManagementRequest request, Collection<Unit> units) {
        if (units.isEmpty()) {
            respond(request.initiatorTaskTag(), TaskManagementResponseCode.FUNCTION_COMPLETE);
            return;
        }
        long id = begin(request, units.size());
        for (Unit unit : units) {
            int lun = unit.mapping().lun();
            runner.end(runner.tasks().live(task -> task.lun == lun));
            unit.tell(new LunActor.Reset(id));
        }
    }

    private long begin(TaskManagementRequest request, int units) {
        lastId++;
        pending.put(lastId, new Pending(request.initiatorTaskTag(), units));
        return lastId;
    }

    /** A logical unit has done its part. */
    void tasksEnded(long id) {
        Pending function = pending.get(id);
        if (function == null) {
            return;
        }
        function.units--;
        if (function.units == 0) {
            pending.remove(id);
            respond(function.initiatorTaskTag, TaskManagementResponseCode.FUNCTION_COMPLETE);
        }
    }

    /** How many functions wait for a logical unit. */
    int pendingCount() {
        return pending.size();
    }

    private void respond(int initiatorTaskTag, TaskManagementResponseCode response) {
        wire.status(new TaskManagementResponse(response, initiatorTaskTag, 0, wire.expCmdSn(), wire.maxCmdSn()));
    }
}
