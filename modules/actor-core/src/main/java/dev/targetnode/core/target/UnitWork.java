package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.scsi.Sense;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes the unit rather than its blocks, once what has to come first is done: a flush, something saved. An abort before
 * the change leaves everything as it was.
 */
final class UnitWork extends Work {
    /** Saves something; tells how that ended, on the device's loop. */
    interface Saving {
        void save(Consumer<Optional<String>> done);
    }

    private final boolean flushFirst;
    private final @Nullable Saving saving;
    private final Supplier<@Nullable Sense> change;
    private final Runnable over;
    private boolean flushed;
    private boolean saved;
    private boolean changed;
    private @Nullable Sense sense;

    /**
     * Plans a change.
     *
     * @param blocks blocks of the unit where nothing else may run meanwhile, else 0
     * @param flushFirst whether the store is flushed before
     * @param saving what is saved before the change, after the flush
     * @param change makes it, or says why not
     * @param over called when the task is over, changed or not
     */
    UnitWork(
            long blocks, boolean flushFirst, @Nullable Saving saving, Supplier<@Nullable Sense> change, Runnable over) {
        super(0, blocks, false, blocks > 0);
        this.flushFirst = flushFirst;
        this.saving = saving;
        this.change = change;
        this.over = over;
    }

    @Override
    boolean step(Backstore store, BackstoreCallback callback) {
        if (flushFirst && !flushed) {
            flushed = true;
            store.flush(callback);
            return true;
        }
        if (saving != null && !saved) {
            saved = true;
            saving.save(failure -> callback.completed(
                    failure.<BackstoreOutcome>map(reason -> new Failed(BackstoreError.INTERNAL, reason))
                            .orElse(BackstoreOutcome.DONE)));
            return true;
        }
        if (!changed) {
            changed = true;
            sense = change.get();
        }
        return false;
    }

    @Override
    @Nullable
    Sense sense() {
        return sense;
    }

    @Override
    void over() {
        over.run();
    }
}
