package dev.targetnode.backstore.file;

import dev.targetnode.backstore.checks.RangeCheck;
import dev.targetnode.backstore.posix.Errno;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.backstore.BackstoreTopology;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.backstore.ExtentsCallback;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A file or a block device as a backstore: checks, durability and fallbacks; the engine does the input and output. */
final class FileBackstore implements Backstore {
    /** How many operations the device may have in flight; the engines' own bounds are theirs. */
    static final int IN_FLIGHT_MAX = 256;

    private final StoreSettings settings;
    private final String who;
    private final PreparedFile prepared;
    private final FileEngine engine;
    private final BackstoreContext context;
    private final BackstoreGeometry geometry;
    private final FileQueries queries;
    private final ArrayDeque<FileOperation> idle = new ArrayDeque<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private int inFlight;
    private boolean closing;
    private boolean zeroesByWriting;

    FileBackstore(StoreSettings settings, PreparedFile prepared, FileEngine engine, BackstoreContext context) {
        this.settings = settings;
        this.who = settings.who();
        this.prepared = prepared;
        this.engine = engine;
        this.context = context;
        this.queries = new FileQueries(settings, prepared, context);
        this.geometry = prepared.geometry();
    }

    @Override
    public BackstoreGeometry geometry() {
        return geometry;
    }

    @Override
    public BackstoreTopology topology() {
        return prepared.topology();
    }

    @Override
    public void read(long offsetBytes, ByteBuf destination, int index, int lengthBytes, BackstoreCallback done) {
        Failed refusal = refusal(offsetBytes, lengthBytes, false);
        if (refusal != null) {
            done.completed(refusal);
            return;
        }
        FileOperation operation = begin();
        operation.read(offsetBytes, destination, index, lengthBytes, errno -> end(operation, errno, done));
        if (prepared.alignment().accepts(operation.vector())) {
            engine.submit(operation);
            return;
        }
        ByteBuf bounce = context.buffers().take(lengthBytes);
        operation.read(offsetBytes, bounce, 0, lengthBytes, errno -> {
            if (errno == Errno.NONE) {
                destination.setBytes(index, bounce, 0, lengthBytes);
            }
            context.buffers().settle(bounce);
            end(operation, errno, done);
        });
        engine.submit(operation);
    }

    @Override
    public void write(long offsetBytes, List<ByteBuf> source, Durability durability, BackstoreCallback done) {
        Failed refusal = refusal(offsetBytes, RangeCheck.readableBytes(source), true);
        if (refusal != null) {
            done.completed(refusal);
            return;
        }
        write(offsetBytes, source, durable(durability), done);
    }

    private void write(long offsetBytes, List<ByteBuf> source, boolean durable, BackstoreCallback done) {
        FileOperation operation = begin();
        operation.write(offsetBytes, source, durable, errno -> end(operation, errno, done));
        if (prepared.alignment().accepts(operation.vector())) {
            engine.submit(operation);
            return;
        }
        ByteBuf bounce = context.buffers().take(Math.toIntExact(operation.length()));
        for (ByteBuf buffer : source) {
            bounce.writeBytes(buffer, buffer.readerIndex(), buffer.readableBytes());
        }
        operation.write(offsetBytes, List.of(bounce), durable, errno -> {
            context.buffers().settle(bounce);
            end(operation, errno, done);
        });
        engine.submit(operation);
    }

    @Override
    public void flush(BackstoreCallback done) {
        Failed refusal = refusal(0, 0, false);
        if (refusal != null) {
            done.completed(refusal);
        } else if (settings.nvCache() || geometry.readOnly()) {
            done.completed(BackstoreOutcome.DONE); // nothing of ours can be lost
        } else {
            flushFile(done);
        }
    }

    private void flushFile(BackstoreCallback done) {
        FileOperation operation = begin();
        engine.submit(operation.flush(errno -> end(operation, errno, done)));
    }

    @Override
    public void unmap(long offsetBytes, long lengthBytes, BackstoreCallback done) {
        Failed refusal = refusal(offsetBytes, lengthBytes, true);
        if (refusal == null && !geometry.thin()) {
            refusal = new Failed(BackstoreError.UNSUPPORTED, who + " cannot give back space");
        }
        if (refusal != null) {
            done.completed(refusal);
            return;
        }
        // the file system or device zeroes what it cannot give back at the edges
        changeRange(FileOperation.Kind.PUNCH_HOLE, offsetBytes, lengthBytes, settings.writeThrough(), done);
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes, Durability durability, BackstoreCallback done) {
        Failed refusal = refusal(offsetBytes, lengthBytes, true);
        boolean durable = durable(durability);
        if (refusal != null) {
            done.completed(refusal);
        } else if (zeroesByWriting) {
            zeroByWriting(offsetBytes, lengthBytes, durable, done);
        } else {
            changeRange(FileOperation.Kind.ZERO_RANGE, offsetBytes, lengthBytes, durable, done);
        }
    }

    private void changeRange(
            FileOperation.Kind kind, long offsetBytes, long lengthBytes, boolean durable, BackstoreCallback done) {
        if (lengthBytes == 0) {
            done.completed(BackstoreOutcome.DONE);
            return;
        }
        FileOperation operation = begin();
        operation.range(kind, offsetBytes, lengthBytes, errno -> {
            if (kind == FileOperation.Kind.ZERO_RANGE && (errno == Errno.EOPNOTSUPP || errno == Errno.ENOSYS)) {
                zeroesByWriting = true;
                zeroByWriting(offsetBytes, lengthBytes, durable, outcome -> endWith(operation, outcome, done));
            } else if (errno == Errno.NONE && durable) {
                flushFile(outcome -> endWith(operation, outcome, done)); // RWF_DSYNC is for writes only
            } else {
                end(operation, errno, done);
            }
        });
        engine.submit(operation);
    }

    private void zeroByWriting(long offsetBytes, long lengthBytes, boolean durable, BackstoreCallback done) {
        ZeroWriter.write(
                context.buffers(),
                offsetBytes,
                lengthBytes,
                done,
                (offset, zeroes, next) -> write(offset, zeroes, durable, next));
    }

    @Override
    public void prefetch(long offsetBytes, long lengthBytes, BackstoreCallback done) {
        Failed refusal = refusal(offsetBytes, lengthBytes, false);
        if (refusal == null && settings.direct()) {
            refusal = new Failed(BackstoreError.UNSUPPORTED, who + " is read without a cache");
        }
        if (refusal != null) {
            done.completed(refusal);
            return;
        }
        inFlight++;
        queries.prefetch(offsetBytes, lengthBytes, outcome -> {
            done.completed(outcome);
            queryEnded();
        });
    }

    @Override
    public void extents(long offsetBytes, int extentsMax, ExtentsCallback done) {
        Failed refusal = refusal(offsetBytes, geometry.blockBytes(), false);
        if (refusal != null) {
            done.completed(refusal, List.of());
            return;
        }
        inFlight++;
        queries.extents(offsetBytes, extentsMax, (outcome, extents) -> {
            done.completed(outcome, extents);
            queryEnded();
        });
    }

    private void queryEnded() {
        inFlight--;
        closeWhenIdle();
    }

    /** A device that is written through asks so itself; the file keeps the promise even where it forgets. */
    private boolean durable(Durability durability) {
        return !settings.nvCache() && (settings.writeThrough() || durability == Durability.THROUGH);
    }

    private @Nullable Failed refusal(long offsetBytes, long lengthBytes, boolean changes) {
        return RangeCheck.refusal(who, geometry, closing, offsetBytes, lengthBytes, changes);
    }

    private FileOperation begin() {
        inFlight++;
        FileOperation operation = idle.poll();
        return operation == null ? new FileOperation() : operation;
    }

    private void end(FileOperation operation, int errno, BackstoreCallback done) {
        BackstoreOutcome outcome =
                errno == Errno.NONE ? BackstoreOutcome.DONE : FileErrors.outcome(settings, operation.kind(), errno);
        endWith(operation, outcome, done);
    }

    private void endWith(FileOperation operation, BackstoreOutcome outcome, BackstoreCallback done) {
        if (idle.size() < IN_FLIGHT_MAX) {
            idle.push(operation);
        }
        try {
            done.completed(outcome);
        } finally {
            inFlight--; // last: a callback that goes on with its range keeps the file open
            closeWhenIdle();
        }
    }

    @Override
    public CompletionStage<Void> close() {
        if (!closing) {
            closing = true;
            closeWhenIdle();
        }
        return closed.copy();
    }

    private void closeWhenIdle() {
        if (closing && inFlight == 0) {
            engine.close();
            context.blocking().execute(() -> {
                prepared.file().close();
                closed.complete(null);
            });
        }
    }
}
