package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.scsi.Plan;
import dev.targetnode.core.scsi.ScsiStatus;

/** PRE-FETCH (SBC-3 5.8): CONDITION MET where the store has taken up all that was asked for, else GOOD. */
final class PrefetchWork extends Work {
    private final long offset;
    private final long bytes;
    private final boolean complete;
    private boolean done;
    private boolean taken;

    PrefetchWork(Plan.Prefetch plan, int blockBytes) {
        super(0, 0, false); // advice changes no block and tells of none
        this.offset = plan.lba() * blockBytes;
        this.bytes = (long) plan.blocks() * blockBytes;
        this.complete = plan.complete();
    }

    @Override
    boolean step(Backstore store, BackstoreCallback callback) {
        if (done) {
            return false;
        }
        done = true;
        store.prefetch(offset, bytes, outcome -> {
            taken = outcome == BackstoreOutcome.DONE;
            callback.completed(BackstoreOutcome.DONE); // a cache that takes nothing is no error
        });
        return true;
    }

    @Override
    ScsiStatus status() {
        return taken && complete ? ScsiStatus.CONDITION_MET : ScsiStatus.GOOD;
    }
}
