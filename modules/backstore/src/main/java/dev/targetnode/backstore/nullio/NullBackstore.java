package dev.targetnode.backstore.nullio;

import dev.targetnode.backstore.checks.RangeCheck;
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
import org.jspecify.annotations.Nullable;

/** Zeros without end; every operation completes from within its call. */
final class NullBackstore implements Backstore {
    private final String name;
    private final BackstoreGeometry geometry;
    private boolean closed;

    NullBackstore(String name, BackstoreGeometry geometry) {
        this.name = name;
        this.geometry = geometry;
    }

    @Override
    public BackstoreGeometry geometry() {
        return geometry;
    }

    @Override
    public void read(long offsetBytes, ByteBuf destination, int index, int lengthBytes, BackstoreCallback done) {
        Failed refusal = refusal(offsetBytes, lengthBytes, false);
        if (refusal == null) {
            destination.setZero(index, lengthBytes);
        }
        complete(refusal, done);
    }

    @Override
    public void write(long offsetBytes, List<ByteBuf> source, Durability durability, BackstoreCallback done) {
        complete(refusal(offsetBytes, RangeCheck.readableBytes(source), true), done);
    }

    @Override
    public void flush(BackstoreCallback done) {
        complete(refusal(0, 0, false), done);
    }

    @Override
    public void unmap(long offsetBytes, long lengthBytes, BackstoreCallback done) {
        Failed refusal = refusal(offsetBytes, lengthBytes, true);
        if (refusal == null && !geometry.thin()) {
            refusal = new Failed(BackstoreError.UNSUPPORTED, "device " + name + " cannot give back space");
        }
        complete(refusal, done);
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes, Durability durability, BackstoreCallback done) {
        complete(refusal(offsetBytes, lengthBytes, true), done);
    }

    /** Nothing is ever kept, so what is thin has nothing allocated. */
    @Override
    public void extents(long offsetBytes, int extentsMax, ExtentsCallback done) {
        Failed refusal = refusal(offsetBytes, geometry.blockBytes(), false);
        if (refusal == null) {
            Extent rest = new Extent(offsetBytes, geometry.sizeBytes() - offsetBytes, !geometry.thin());
            done.completed(BackstoreOutcome.DONE, List.of(rest));
        } else {
            done.completed(refusal, List.of());
        }
    }

    @Override
    public CompletionStage<Void> close() {
        closed = true;
        return CompletableFuture.completedFuture(null);
    }

    private @Nullable Failed refusal(long offsetBytes, long lengthBytes, boolean changes) {
        return RangeCheck.refusal("device " + name, geometry, closed, offsetBytes, lengthBytes, changes);
    }

    private static void complete(@Nullable Failed refusal, BackstoreCallback done) {
        done.completed(refusal == null ? BackstoreOutcome.DONE : refusal);
    }
}
