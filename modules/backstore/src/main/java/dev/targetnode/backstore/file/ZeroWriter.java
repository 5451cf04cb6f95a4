package dev.targetnode.backstore.file;

import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.memory.DataBuffers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Zeroes a range by writing one buffer of zeros over and over, a bounded piece at a time. On the loop. */
final class ZeroWriter {
    private static final int BUFFER_BYTES = 64 << 10;

    /** What one write covers: enough to be quick, little enough not to hold others up. */
    private static final int PIECE_BYTES = 1 << 20;

    private final DataBuffers buffers;
    private final ByteBuf zeroes;
    private final Writer writer;
    private final BackstoreCallback done;
    private final long end;
    private long position;

    private ZeroWriter(DataBuffers buffers, long offset, long length, BackstoreCallback done, Writer writer) {
        this.buffers = buffers;
        this.zeroes = buffers.take(BUFFER_BYTES);
        this.writer = writer;
        this.done = done;
        this.position = offset;
        this.end = offset + length;
        zeroes.writeZero(BUFFER_BYTES);
    }

    static void write(DataBuffers buffers, long offset, long length, BackstoreCallback done, Writer writer) {
        new ZeroWriter(buffers, offset, length, done, writer).next(BackstoreOutcome.DONE);
    }

    private void next(BackstoreOutcome outcome) {
        if (outcome != BackstoreOutcome.DONE || position == end) {
            buffers.settle(zeroes);
            done.completed(outcome);
            return;
        }
        int piece = (int) Math.min(PIECE_BYTES, end - position);
        List<ByteBuf> source = new ArrayList<>();
        for (int rest = piece; rest > 0; rest -= BUFFER_BYTES) {
            source.add(rest >= BUFFER_BYTES ? zeroes : zeroes.slice(0, rest));
        }
        long offset = position;
        position += piece;
        writer.write(offset, source, this::next);
    }

    /** Writes the buffers at the offset. */
    @FunctionalInterface
    interface Writer {
        void write(long offsetBytes, List<ByteBuf> source, BackstoreCallback done);
    }
}
