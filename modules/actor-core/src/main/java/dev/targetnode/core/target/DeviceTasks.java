package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The tasks of one device that have work on its backstore: those running, those that wait for a place, and those that
 * were aborted while running, whose ranges stay closed until the backstore gives them back. Confined to the device actor.
 */
final class DeviceTasks {
    private final Backstore store;
    private final RunQueue<DeviceTask> queue = new RunQueue<>();
    private final List<DeviceTask> aborted = new ArrayList<>();

    DeviceTasks(Backstore store) {
        this.store = store;
    }

    /**
     * Starts a task, or queues it while the store has all it can take or {@link RunQueue} keeps it apart from others. One
     * whose range an aborted write still holds ends at once, whether it has just come or has waited: nothing newer may be
     * overtaken by that write.
     */
    void start(DeviceTask task, BiConsumer<DeviceTask, BackstoreOutcome> finish) {
        if (!aborted.isEmpty() && fenced(task.work)) {
            task.fencedOff = true;
            finish.accept(task, BackstoreOutcome.DONE);
        } else if (queue.arrive(task, store.geometry().inFlightMax())) {
            run(task, finish);
        }
    }

    private void run(DeviceTask task, BiConsumer<DeviceTask, BackstoreOutcome> finish) {
        if (!stepped(task)) {
            end(task, BackstoreOutcome.DONE, finish);
            startWaiting(finish);
        }
    }

    private boolean stepped(DeviceTask task) {
        task.inStore = false;
        task.inStore = task.work.step(store, task); // which takes nothing where it throws
        return task.inStore;
    }

    /** A step has ended: the next one begins, or the task ends. */
    void stepDone(DeviceTask task, BackstoreOutcome outcome, BiConsumer<DeviceTask, BackstoreOutcome> finish) {
        task.inStore = false;
        boolean goesOn = !(outcome instanceof BackstoreOutcome.Failed) && !task.aborted() && stepped(task);
        if (!goesOn) {
            end(task, outcome, finish);
            startWaiting(finish);
        }
    }

    private void end(DeviceTask task, BackstoreOutcome outcome, BiConsumer<DeviceTask, BackstoreOutcome> finish) {
        queue.ended(task);
        if (task.aborted()) {
            aborted.remove(task);
        }
        finish.accept(task, outcome);
    }

    private void startWaiting(BiConsumer<DeviceTask, BackstoreOutcome> finish) {
        DeviceTask next = queue.next(store.geometry().inFlightMax());
        while (next != null) {
            if (!aborted.isEmpty() && fenced(next.work)) {
                next.fencedOff = true;
                end(next, BackstoreOutcome.DONE, finish);
            } else if (!stepped(next)) {
                end(next, BackstoreOutcome.DONE, finish);
            }
            next = queue.next(store.geometry().inFlightMax());
        }
    }

    /** Aborts tasks: those that wait end at once, those that run are counted in {@code ending}. */
    void endAll(Predicate<DeviceTask> which, Ending ending, BiConsumer<DeviceTask, BackstoreOutcome> finish) {
        List<DeviceTask> dropped = queue.dropWaiting(which);
        for (DeviceTask task : queue.running()) {
            if (which.test(task)) {
                if (!task.aborted()) {
                    aborted.add(task);
                }
                task.abort(ending);
            }
        }
        for (DeviceTask task : dropped) {
            task.abort(ending);
            finish.accept(task, BackstoreOutcome.DONE);
        }
        startWaiting(finish); // what an aborted one has kept waiting goes on, or learns that its range is closed
    }

    /** The tags of the unanswered tasks that match, by the nexus they came from. */
    Map<Attachment, Set<Long>> tags(Predicate<DeviceTask> which) {
        Map<Attachment, Set<Long>> tags = new HashMap<>();
        queue.forEach(task -> {
            if (!task.answered && !task.aborted() && which.test(task)) {
                tags.computeIfAbsent(task.from, from -> new HashSet<>()).add(task.request.tag());
            }
        });
        return tags;
    }

    /** Forgets what waits: nothing will start any more. */
    void abandonWaiting() {
        queue.dropWaiting(task -> true);
    }

    /** The tags of the tasks of this nexus that the store holds. */
    Set<Long> runningTags(Attachment from) {
        Set<Long> tags = new HashSet<>();
        for (DeviceTask task : queue.running()) {
            if (task.from == from && task.inStore && !task.answered) {
                tags.add(task.request.tag());
            }
        }
        return tags;
    }

    /** True where the range overlaps one that an aborted write still holds. */
    private boolean fenced(Work work) {
        for (DeviceTask task : aborted) {
            if (task.work.writes && task.work.overlaps(work)) {
                return true;
            }
        }
        return false;
    }

    /** The aborted tasks in the backstore that {@code ending} waits for. */
    List<DeviceTask> held(Ending ending) {
        return aborted.stream().filter(task -> task.isAwaitedBy(ending)).toList();
    }

    /** True while an aborted task is still in the backstore. */
    boolean anyFenced() {
        return !aborted.isEmpty();
    }

    /** How many running tasks are older than the bound and have not been counted before. */
    int reportStuck(long nowNanos, long boundNanos) {
        int stuck = 0;
        for (DeviceTask task : queue.running()) {
            if (!task.reportedStuck && task.ageNanos(nowNanos) > boundNanos) {
                task.reportedStuck = true;
                stuck++;
            }
        }
        return stuck;
    }
}
