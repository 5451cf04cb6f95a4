package dev.targetnode.backstore.faulty;

import dev.targetnode.backstore.checks.RangeCheck;
import dev.targetnode.backstore.faulty.FaultSettings.OperationKind;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.backstore.BackstoreTopology;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.backstore.Extent;
import dev.targetnode.core.backstore.ExtentsCallback;
import dev.targetnode.core.loop.EventLoops;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes another backstore slow, stuck, failing or torn, as {@link FaultSettings} says. Delays are timers of the loop,
 * hits depend on the seed and the order of operations alone.
 */
final class FaultyBackstore implements Backstore {
    private final Backstore store;
    private final FaultSettings settings;
    private final EventLoops.Loop loop;
    private final FaultPlan plan;
    private final long stuckFromNanos;
    private final ArrayDeque<Stuck> stuck = new ArrayDeque<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final @Nullable Future<?> releaseTimer;
    private int inFlight;
    private boolean closing;

    FaultyBackstore(Backstore store, FaultSettings settings, BackstoreContext context) {
        this.store = store;
        this.settings = settings;
        this.loop = context.loop();
        this.plan = new FaultPlan(settings);
        this.stuckFromNanos = System.nanoTime() + settings.stuckAfter().toNanos();
        if (settings.stuckFor().compareTo(Duration.ZERO) > 0) {
            long end = settings.stuckAfter().plus(settings.stuckFor()).toNanos();
            releaseTimer = loop.netty().schedule(this::release, end, TimeUnit.NANOSECONDS);
        } else {
            releaseTimer = null;
        }
    }

    @Override
    public BackstoreGeometry geometry() {
        return store.geometry();
    }

    @Override
    public BackstoreTopology topology() {
        return store.topology();
    }

    @Override
    public void read(long offsetBytes, ByteBuf destination, int index, int lengthBytes, BackstoreCallback done) {
        perform(OperationKind.READ, done, end -> store.read(offsetBytes, destination, index, lengthBytes, end));
    }

    @Override
    public void write(long offsetBytes, List<ByteBuf> source, Durability durability, BackstoreCallback done) {
        if (plan.tears(OperationKind.WRITE)) {
            List<ByteBuf> prefix = prefix(source);
            perform(OperationKind.WRITE, done, end -> store.write(offsetBytes, prefix, durability, torn(end)));
        } else {
            perform(OperationKind.WRITE, done, end -> store.write(offsetBytes, source, durability, end));
        }
    }

    @Override
    public void flush(BackstoreCallback done) {
        perform(OperationKind.FLUSH, done, store::flush);
    }

    @Override
    public void unmap(long offsetBytes, long lengthBytes, BackstoreCallback done) {
        perform(OperationKind.UNMAP, done, end -> store.unmap(offsetBytes, lengthBytes, end));
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes, Durability durability, BackstoreCallback done) {
        if (plan.tears(OperationKind.WRITE_ZEROES)) {
            long prefix = plan.prefixBytes(lengthBytes, geometry().blockBytes());
            perform(
                    OperationKind.WRITE_ZEROES,
                    done,
                    end -> store.writeZeroes(offsetBytes, prefix, durability, torn(end)));
        } else {
            perform(
                    OperationKind.WRITE_ZEROES,
                    done,
                    end -> store.writeZeroes(offsetBytes, lengthBytes, durability, end));
        }
    }

    /** Advice and maps meet the faults of reads. */
    @Override
    public void prefetch(long offsetBytes, long lengthBytes, BackstoreCallback done) {
        perform(OperationKind.READ, done, end -> store.prefetch(offsetBytes, lengthBytes, end));
    }

    @Override
    public void extents(long offsetBytes, int extentsMax, ExtentsCallback done) {
        List<Extent> found = new ArrayList<>();
        perform(
                OperationKind.READ,
                outcome -> done.completed(outcome, found),
                end -> store.extents(offsetBytes, extentsMax, (outcome, extents) -> {
                    found.addAll(extents);
                    end.completed(outcome);
                }));
    }

    private void perform(OperationKind kind, BackstoreCallback done, Operation operation) {
        if (closing) {
            done.completed(new Failed(BackstoreError.NOT_READY, "the device is closed"));
            return;
        }
        inFlight++;
        BackstoreCallback end = outcome -> finish(outcome, done);
        Runnable start = plan.fails(kind)
                ? () -> end.completed(new Failed(errorOf(kind), "a fault was asked for: " + kind.key() + " fails"))
                : () -> operation.start(end);
        if (sticks(kind)) {
            stuck.add(new Stuck(start, end));
        } else if (settings.slow().isZero()) {
            start.run();
        } else {
            // no one cancels it: it counts as in flight, and the device stays open for it
            Future<?> unused = loop.netty().schedule(start, settings.slow().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void finish(BackstoreOutcome outcome, BackstoreCallback done) {
        try {
            done.completed(outcome);
        } finally {
            inFlight--;
            closeWhenIdle();
        }
    }

    private boolean sticks(OperationKind kind) {
        if (!settings.stuck().contains(kind)) {
            return false;
        }
        long since = System.nanoTime() - stuckFromNanos;
        boolean ended =
                !settings.stuckFor().isZero() && since >= settings.stuckFor().toNanos();
        return since >= 0 && !ended;
    }

    private void release() {
        Stuck next = stuck.poll();
        while (next != null) {
            next.start().run();
            next = stuck.poll();
        }
    }

    private List<ByteBuf> prefix(List<ByteBuf> source) {
        int blockBytes = geometry().blockBytes();
        long left = plan.prefixBytes(RangeCheck.readableBytes(source), blockBytes);
        List<ByteBuf> prefix = new ArrayList<>();
        for (ByteBuf buffer : source) {
            int bytes = (int) Math.min(left, buffer.readableBytes());
            prefix.add(buffer.slice(buffer.readerIndex(), bytes));
            left -= bytes;
        }
        return prefix;
    }

    private static BackstoreCallback torn(BackstoreCallback done) {
        return outcome -> done.completed(
                outcome == BackstoreOutcome.DONE
                        ? new Failed(BackstoreError.WRITE, "a fault was asked for: the write is torn")
                        : outcome);
    }

    private static BackstoreError errorOf(OperationKind kind) {
        return switch (kind) {
            case READ -> BackstoreError.READ;
            case WRITE, FLUSH, UNMAP, WRITE_ZEROES -> BackstoreError.WRITE;
        };
    }

    @Override
    public CompletionStage<Void> close() {
        if (!closing) {
            closing = true;
            if (releaseTimer == null) {
                failStuck();
            }
            closeWhenIdle();
        }
        return closed.copy();
    }

    private void closeWhenIdle() {
        if (closing && inFlight == 0) {
            if (releaseTimer != null) {
                releaseTimer.cancel(false);
            }
            store.close().whenComplete((nothing, failure) -> {
                if (failure == null) {
                    closed.complete(null);
                } else {
                    closed.completeExceptionally(failure);
                }
            });
        }
    }

    /** What is stuck here for ever has not reached the store, and a store that is closed will never see it. */
    private void failStuck() {
        for (Stuck operation = stuck.poll(); operation != null; operation = stuck.poll()) {
            operation.end().completed(new Failed(BackstoreError.NOT_READY, "the device is closed"));
        }
    }

    private record Stuck(Runnable start, BackstoreCallback end) {}

    /** Starts an operation on the store. */
    @FunctionalInterface
    private interface Operation {
        void start(BackstoreCallback end);
    }
}
