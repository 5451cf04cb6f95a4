package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.scsi.Plan;
import dev.targetnode.core.scsi.Sense;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** COMPARE AND WRITE (SBC-3 5.2): reads and compares piece by piece; where all is equal, one write replaces it. */
final class CompareAndWriteWork extends Work {
    private final List<ByteBuf> data;
    private final long offset;
    private final long halfBytes;
    private final Durability durability;
    private final Scratch scratch;
    private long doneBytes;
    private int readingBytes;
    private boolean written;
    private @Nullable Sense miscompare;

    CompareAndWriteWork(Plan.CompareAndWrite plan, ScsiRequest request, int blockBytes, DataBuffers buffers) {
        super(plan.lba(), plan.blocks(), true, true);
        this.data = request.dataOut();
        this.offset = plan.lba() * blockBytes;
        this.halfBytes = (long) plan.blocks() * blockBytes;
        this.durability = plan.durability();
        this.scratch = new Scratch(buffers, halfBytes, blockBytes);
    }

    @Override
    boolean step(Backstore store, BackstoreCallback callback) {
        if (readingBytes > 0) {
            long difference = DataMatch.firstDifference(data, doneBytes, scratch.buffer(), readingBytes);
            if (difference != DataMatch.EQUAL) {
                miscompare = Sense.miscompare(doneBytes + difference);
            }
            doneBytes += readingBytes;
            readingBytes = 0;
        }
        if (miscompare != null || written) {
            return false;
        }
        if (doneBytes < halfBytes) {
            readingBytes = (int) Math.min(scratch.bytes(), halfBytes - doneBytes);
            store.read(offset + doneBytes, scratch.buffer(), 0, readingBytes, callback);
        } else {
            written = true;
            store.write(offset, secondHalf(), durability, callback);
        }
        return true;
    }

    /** Slices are lent like their sources. */
    private List<ByteBuf> secondHalf() {
        List<ByteBuf> half = new ArrayList<>(data.size());
        long skip = halfBytes;
        long left = halfBytes;
        for (ByteBuf piece : data) {
            int bytes = piece.readableBytes();
            int passed = (int) Math.min(skip, bytes);
            skip -= passed;
            int take = (int) Math.min(left, bytes - passed);
            if (take > 0) {
                half.add(piece.slice(piece.readerIndex() + passed, take));
                left -= take;
            }
        }
        return half;
    }

    @Override
    @Nullable
    Sense sense() {
        return miscompare;
    }

    @Override
    void count(LogCount counters, boolean failed) {
        counters.written(written ? halfBytes : 0, failed);
    }

    @Override
    void settle() {
        scratch.settle();
    }
}
