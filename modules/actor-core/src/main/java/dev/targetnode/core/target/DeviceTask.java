package dev.targetnode.core.target;

import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * One command that has work to do on the backstore, from its start to its completion. Confined to the device actor, but
 * for the callback, which only passes the word on.
 */
final class DeviceTask implements BackstoreCallback, RunQueue.Entry {
    final Attachment from;
    final ScsiRequest request;
    final Work work;
    private final StepsDone done;
    private final long startedNanos;
    /** The store has an operation of it, and with it the buffers. */
    boolean inStore;

    boolean answered;
    /** An aborted write still holds a part of its range. */
    boolean fencedOff;

    boolean reportedStuck;
    /** Aborted by another nexus where that is to be told (TAS): the status is TASK ABORTED. */
    boolean tellsOfAbort;

    private final List<Ending> endings = new ArrayList<>(0);

    DeviceTask(Attachment from, ScsiRequest request, Work work, StepsDone done, long startedNanos) {
        this.from = from;
        this.request = request;
        this.work = work;
        this.done = done;
        this.startedNanos = startedNanos;
    }

    @Override
    public void completed(BackstoreOutcome outcome) {
        done.add(this, outcome);
    }

    @Override
    public long firstBlock() {
        return work.firstBlock;
    }

    @Override
    public long endBlock() {
        return work.endBlock;
    }

    @Override
    public boolean exclusive() {
        return work.exclusive;
    }

    /** Marks the task as aborted; an abort that comes after another waits for the same end. */
    void abort(Ending ending) {
        endings.add(ending);
        ending.add();
    }

    boolean isAwaitedBy(Ending ending) {
        return endings.contains(ending);
    }

    @Override
    public boolean aborted() {
        return !endings.isEmpty();
    }

    /** Tells every abort that has waited for it that this task has ended. */
    void ended() {
        for (Ending ending : endings) {
            if (ending.remove()) {
                ending.answer();
            }
        }
    }

    long ageNanos(long nowNanos) {
        return nowNanos - startedNanos;
    }
}
