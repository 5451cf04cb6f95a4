package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.PosixException;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.backstore.Extent;
import dev.targetnode.core.backstore.ExtentsCallback;
import java.util.List;

/** What is asked of a file beside its bytes: its map, and that it read ahead. One at a time, on a thread that may wait. */
final class FileQueries {
    /** How much one call asks the system to read ahead: about what it takes at once. */
    private static final long ADVICE_BYTES = 128 << 10;

    private final String filename;
    private final PreparedFile prepared;
    private final int blockBytes;
    private final OneAtATime jobs;

    FileQueries(StoreSettings settings, PreparedFile prepared, BackstoreContext context) {
        this.filename = settings.filename();
        this.prepared = prepared;
        this.blockBytes = prepared.geometry().blockBytes();
        this.jobs = new OneAtATime(context.blocking(), context.loop().netty());
    }

    void extents(long offsetBytes, int extentsMax, ExtentsCallback done) {
        jobs.submit(new Query(offsetBytes, extentsMax, done));
    }

    void prefetch(long offsetBytes, long lengthBytes, BackstoreCallback done) {
        jobs.submit(new OneAtATime.Job() {
            @Override
            public void run() {
                long end = offsetBytes + lengthBytes;
                for (long at = offsetBytes; at < end; at += ADVICE_BYTES) {
                    prepared.file().adviseNeeded(at, Math.min(ADVICE_BYTES, end - at));
                }
            }

            @Override
            public void ended(boolean ran) {
                done.completed(ran ? BackstoreOutcome.DONE : stopping());
            }
        });
    }

    private Failed stopping() {
        return new Failed(BackstoreError.NOT_READY, "file " + filename + ": the node is stopping");
    }

    private final class Query implements OneAtATime.Job {
        private final long offsetBytes;
        private final int extentsMax;
        private final ExtentsCallback done;
        private List<Extent> extents = List.of();
        private BackstoreOutcome outcome = BackstoreOutcome.DONE;

        Query(long offsetBytes, int extentsMax, ExtentsCallback done) {
            this.offsetBytes = offsetBytes;
            this.extentsMax = extentsMax;
            this.done = done;
        }

        @Override
        public void run() {
            try {
                extents = AllocationMap.of(prepared.file(), prepared.sizeBytes(), blockBytes, offsetBytes, extentsMax);
            } catch (PosixException failed) {
                outcome = new Failed(
                        BackstoreError.READ, "the map of " + filename + " cannot be read: " + failed.getMessage());
            }
        }

        @Override
        public void ended(boolean ran) {
            done.completed(ran ? outcome : stopping(), extents);
        }
    }
}
