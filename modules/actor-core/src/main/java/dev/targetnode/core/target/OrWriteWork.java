package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.scsi.Plan;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** ORWRITE (16) (SBC-3 5.7): piece by piece read, or'ed with data-out and written. */
final class OrWriteWork extends Work {
    private final List<ByteBuf> data;
    private final long offset;
    private final long totalBytes;
    private final Durability durability;
    private final Scratch scratch;
    private long doneBytes;
    private int readingBytes;
    private int pieceIndex;
    private int pieceOffset;

    OrWriteWork(Plan.OrWrite plan, ScsiRequest request, int blockBytes, DataBuffers buffers) {
        super(plan.lba(), plan.blocks(), true, true);
        this.data = prefix(request.dataOut(), (long) plan.blocks() * blockBytes, blockBytes);
        this.offset = plan.lba() * blockBytes;
        this.totalBytes = data.stream().mapToLong(ByteBuf::readableBytes).sum();
        this.durability = plan.durability();
        this.scratch = new Scratch(buffers, Math.max(totalBytes, blockBytes), blockBytes);
    }

    @Override
    boolean step(Backstore store, BackstoreCallback callback) {
        if (readingBytes > 0) {
            int length = readingBytes;
            readingBytes = 0;
            or(scratch.buffer(), length);
            long at = offset + doneBytes;
            doneBytes += length;
            store.write(at, List.of(scratch.buffer().slice(0, length)), durability, callback);
            return true;
        }
        if (doneBytes == totalBytes) {
            return false;
        }
        readingBytes = (int) Math.min(scratch.bytes(), totalBytes - doneBytes);
        store.read(offset + doneBytes, scratch.buffer(), 0, readingBytes, callback);
        return true;
    }

    /** Goes on in data-out where it stopped the last time. */
    private void or(ByteBuf into, int length) {
        int at = 0;
        while (at < length) {
            ByteBuf piece = data.get(pieceIndex);
            int from = piece.readerIndex() + pieceOffset;
            int take = Math.min(length - at, piece.readableBytes() - pieceOffset);
            int i = 0;
            for (; i + Long.BYTES <= take; i += Long.BYTES) {
                into.setLong(at + i, into.getLong(at + i) | piece.getLong(from + i));
            }
            for (; i < take; i++) {
                into.setByte(at + i, into.getByte(at + i) | piece.getByte(from + i));
            }
            at += take;
            pieceOffset += take;
            if (pieceOffset == piece.readableBytes()) {
                pieceIndex++;
                pieceOffset = 0;
            }
        }
    }

    @Override
    void count(LogCount counters, boolean failed) {
        counters.written(doneBytes, failed);
    }

    @Override
    void settle() {
        scratch.settle();
    }
}
