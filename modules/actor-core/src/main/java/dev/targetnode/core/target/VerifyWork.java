package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.scsi.Plan;
import dev.targetnode.core.scsi.Plan.Comparison;
import dev.targetnode.core.scsi.Sense;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * VERIFY and WRITE AND VERIFY: flushes or writes where that comes first, then reads piece by piece and compares. A WRITE
 * AND VERIFY that compares is exclusive: another's write in between would look like a medium that has failed.
 */
final class VerifyWork extends Work {
    private enum First {
        NOTHING,
        FLUSH,
        WRITE
    }

    private final List<ByteBuf> data;
    private final Comparison comparison;
    private final int blockBytes;
    private final Scratch scratch;
    private final long totalBytes;
    private final Durability durability;
    private First first;
    private long doneBytes;
    private int readingBytes;
    private @Nullable Sense miscompare;

    private VerifyWork(
            long lba,
            int blocks,
            First first,
            Comparison comparison,
            List<ByteBuf> data,
            long totalBytes,
            Durability durability,
            int blockBytes,
            DataBuffers buffers) {
        super(lba, blocks, first == First.WRITE, first == First.WRITE && comparison != Comparison.NONE);
        this.first = first;
        this.comparison = comparison;
        this.data = data;
        this.totalBytes = totalBytes;
        this.durability = durability;
        this.blockBytes = blockBytes;
        this.scratch = new Scratch(buffers, Math.max(totalBytes, blockBytes), blockBytes);
    }

    /** Of data that is compared block by block, the whole blocks that have come are verified. */
    static Work verify(Plan.Verify plan, ScsiRequest request, int blockBytes, DataBuffers buffers) {
        long total = (long) plan.blocks() * blockBytes;
        List<ByteBuf> data = request.dataOut();
        if (plan.comparison() == Comparison.EACH) {
            data = prefix(data, total, blockBytes);
            total = bytes(data);
        } else if (plan.comparison() == Comparison.ONE) {
            data = prefix(data, blockBytes, blockBytes);
            total = data.isEmpty() ? 0 : total;
        }
        return new VerifyWork(
                plan.lba(),
                plan.blocks(),
                plan.flushFirst() ? First.FLUSH : First.NOTHING,
                plan.comparison(),
                data,
                total,
                Durability.WRITE_CACHE,
                blockBytes,
                buffers);
    }

    /** The whole blocks that have come are written and verified. */
    static Work writeAndVerify(Plan.WriteAndVerify plan, ScsiRequest request, int blockBytes, DataBuffers buffers) {
        List<ByteBuf> data = prefix(request.dataOut(), (long) plan.blocks() * blockBytes, blockBytes);
        return new VerifyWork(
                plan.lba(),
                plan.blocks(),
                First.WRITE,
                plan.compare() ? Comparison.EACH : Comparison.NONE,
                data,
                bytes(data),
                plan.durability(),
                blockBytes,
                buffers);
    }

    private static long bytes(List<ByteBuf> data) {
        long bytes = 0;
        for (ByteBuf piece : data) {
            bytes += piece.readableBytes();
        }
        return bytes;
    }

    @Override
    boolean step(Backstore store, BackstoreCallback callback) {
        First now = first;
        first = First.NOTHING;
        switch (now) {
            case FLUSH -> {
                store.flush(callback);
                return true;
            }
            case WRITE -> {
                if (totalBytes > 0) {
                    store.write(firstBlock * blockBytes, data, durability, callback);
                    return true;
                }
                return false;
            }
            case NOTHING -> compare();
        }
        if (miscompare != null || doneBytes == totalBytes) {
            return false;
        }
        readingBytes = (int) Math.min(scratch.bytes(), totalBytes - doneBytes);
        store.read(firstBlock * blockBytes + doneBytes, scratch.buffer(), 0, readingBytes, callback);
        return true;
    }

    /** Compares what the last step has read. */
    private void compare() {
        if (readingBytes == 0) {
            return;
        }
        long difference = switch (comparison) {
            case NONE -> DataMatch.EQUAL;
            case EACH -> DataMatch.firstDifference(data, doneBytes, scratch.buffer(), readingBytes);
            case ONE -> differenceFromOne();
        };
        if (difference != DataMatch.EQUAL) {
            miscompare = Sense.miscompare(doneBytes + difference);
        }
        doneBytes += readingBytes;
        readingBytes = 0;
    }

    private long differenceFromOne() {
        for (int at = 0; at < readingBytes; at += blockBytes) {
            ByteBuf block = scratch.buffer().slice(at, blockBytes);
            long difference = DataMatch.firstDifference(data, 0, block, blockBytes);
            if (difference != DataMatch.EQUAL) {
                return at + difference;
            }
        }
        return DataMatch.EQUAL;
    }

    @Override
    @Nullable
    Sense sense() {
        return miscompare;
    }

    @Override
    void count(LogCount counters, boolean failed) {
        counters.verified(doneBytes, failed);
        if (writes) {
            counters.written(totalBytes, false);
        }
    }

    @Override
    void settle() {
        scratch.settle();
    }
}
