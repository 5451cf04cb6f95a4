package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.backstore.Extent;
import dev.targetnode.core.backstore.ExtentsCallback;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store whose operations complete when a test says so. */
final class ManualStore implements Backstore {
    static final int BLOCK_BYTES = 512;
    static final long BLOCKS = 1 << 22;

    /** What was asked for. */
    enum Kind {
        READ,
        WRITE,
        FLUSH,
        UNMAP,
        ZERO,
        PREFETCH,
        EXTENTS
    }

    /** One operation in flight. */
    final class Op {
        final Kind kind;
        final long offset;
        final long length;
        final Durability durability;
        final List<ByteBuf> buffers;
        private final BackstoreCallback callback;

        Op(Kind kind, long offset, long length, Durability durability, List<ByteBuf> buffers, BackstoreCallback done) {
            this.kind = kind;
            this.offset = offset;
            this.length = length;
            this.durability = durability;
            this.buffers = buffers;
            this.callback = done;
        }

        void done() {
            end(BackstoreOutcome.DONE);
        }

        void fail(BackstoreError error) {
            end(new Failed(error, "a test wants it so"));
        }

        void end(BackstoreOutcome outcome) {
            if (!inFlight.remove(this)) {
                throw new IllegalStateException("completed twice");
            }
            callback.completed(outcome);
        }

        boolean overlaps(Op other) {
            return offset < other.offset + other.length && other.offset < offset + length;
        }

        @Override
        public String toString() {
            return kind + " " + offset + "+" + length;
        }
    }

    /** What {@link #extents(long, int, ExtentsCallback)} tells. */
    List<Extent> extents = List.of();

    final List<Op> inFlight = new CopyOnWriteArrayList<>();
    final List<Op> submitted = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final int inFlightMax;

    ManualStore(int inFlightMax) {
        this.inFlightMax = inFlightMax;
    }

    /** The only operation in flight. */
    Op only() {
        if (inFlight.size() != 1) {
            throw new IllegalStateException("in flight: " + inFlight);
        }
        return inFlight.get(0);
    }

    private void submit(
            Kind kind, long offset, long length, Durability durability, List<ByteBuf> buffers, BackstoreCallback done) {
        Op op = new Op(kind, offset, length, durability, buffers, done);
        inFlight.add(op);
        submitted.add(op);
    }

    @Override
    public BackstoreGeometry geometry() {
        return new BackstoreGeometry(BLOCKS * BLOCK_BYTES, BLOCK_BYTES, 3, false, 4096, inFlightMax);
    }

    @Override
    public void read(long offsetBytes, ByteBuf destination, int index, int lengthBytes, BackstoreCallback done) {
        submit(Kind.READ, offsetBytes, lengthBytes, Durability.WRITE_CACHE, List.of(destination), done);
    }

    @Override
    public void write(long offsetBytes, List<ByteBuf> source, Durability durability, BackstoreCallback done) {
        long length = source.stream().mapToLong(ByteBuf::readableBytes).sum();
        submit(Kind.WRITE, offsetBytes, length, durability, source, done);
    }

    @Override
    public void flush(BackstoreCallback done) {
        submit(Kind.FLUSH, 0, 0, Durability.THROUGH, List.of(), done);
    }

    @Override
    public void unmap(long offsetBytes, long lengthBytes, BackstoreCallback done) {
        submit(Kind.UNMAP, offsetBytes, lengthBytes, Durability.WRITE_CACHE, List.of(), done);
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes, Durability durability, BackstoreCallback done) {
        submit(Kind.ZERO, offsetBytes, lengthBytes, durability, List.of(), done);
    }

    @Override
    public void prefetch(long offsetBytes, long lengthBytes, BackstoreCallback done) {
        submit(Kind.PREFETCH, offsetBytes, lengthBytes, Durability.WRITE_CACHE, List.of(), done);
    }

    @Override
    public void extents(long offsetBytes, int extentsMax, ExtentsCallback done) {
        submit(
                Kind.EXTENTS,
                offsetBytes,
                extentsMax,
                Durability.WRITE_CACHE,
                List.of(),
                outcome -> done.completed(outcome, outcome == BackstoreOutcome.DONE ? extents : List.of()));
    }

    @Override
    public CompletionStage<Void> close() {
        closed.complete(null);
        return closed;
    }
}
