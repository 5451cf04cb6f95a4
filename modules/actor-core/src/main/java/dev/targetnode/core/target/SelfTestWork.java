package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.scsi.Sense;
import org.jspecify.annotations.Nullable;

/** SEND DIAGNOSTIC with a self-test: reads the first and the last block. */
final class SelfTestWork extends Work {
    private final long lastOffset;
    private final int blockBytes;
    private final Scratch scratch;
    private int step;
    private @Nullable Sense failed;

    SelfTestWork(long blocks, int blockBytes, DataBuffers buffers) {
        super(0, 0, false); // what it reads is not looked at
        this.lastOffset = (blocks - 1) * blockBytes;
        this.blockBytes = blockBytes;
        this.scratch = new Scratch(buffers, blockBytes, blockBytes);
    }

    @Override
    boolean step(Backstore store, BackstoreCallback callback) {
        step++;
        if (step > 2 || failed != null) {
            return false;
        }
        store.read(step == 1 ? 0 : lastOffset, scratch.buffer(), 0, blockBytes, outcome -> {
            if (outcome != BackstoreOutcome.DONE) {
                failed = Sense.SELF_TEST_FAILED;
            }
            callback.completed(BackstoreOutcome.DONE);
        });
        return true;
    }

    @Override
    @Nullable
    Sense sense() {
        return failed;
    }

    @Override
    void count(LogCount counters, boolean ignored) {
        counters.other(failed != null);
    }

    @Override
    void settle() {
        scratch.settle();
    }
}
