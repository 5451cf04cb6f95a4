package dev.targetnode.backstore;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.Durability;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Random operations, many at once, never two on the same blocks, against an array of bytes. Each read is compared; the
 * end compares everything.
 */
final class ModelCheck {
    private static final int DEPTH = 24;
    private static final int OPERATIONS = 1500;
    private static final int BLOCKS_MAX = 48;

    private final Backstore store;
    private final TestLoop loop;
    private final byte[] model;
    private final int blockBytes;
    private final Random random;
    private final BitSet busy = new BitSet();
    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private int started;
    private int inFlight;

    ModelCheck(Backstore store, TestLoop loop, int sizeBytes, int blockBytes, Random random) {
        this.store = store;
        this.loop = loop;
        this.model = new byte[sizeBytes];
        this.blockBytes = blockBytes;
        this.random = random;
    }

    CompletableFuture<Void> result() {
        return result;
    }

    /** On the loop. */
    void start() {
        try {
            pump();
        } catch (RuntimeException | Error broken) {
            result.completeExceptionally(broken);
        }
    }

    private void pump() {
        while (inFlight < DEPTH && started < OPERATIONS && !result.isDone()) {
            int blocks = 1 + random.nextInt(BLOCKS_MAX);
            int first = random.nextInt(model.length / blockBytes - blocks + 1);
            int taken = busy.nextSetBit(first);
            if (taken >= 0 && taken < first + blocks) {
                continue;
            }
            busy.set(first, first + blocks);
            inFlight++;
            started++;
            begin(first * blockBytes, blocks * blockBytes, () -> {
                busy.clear(first, first + blocks);
                inFlight--;
                loop.netty().execute(this::start); // not from within: a store may complete at once
            });
        }
        if (inFlight == 0 && started == OPERATIONS) {
            started++;
            compareAll();
        }
    }

    private void begin(int offset, int length, Runnable next) {
        switch (random.nextInt(8)) {
            case 0 -> unmapOrZero(offset, length, next);
            case 1 -> {
                Arrays.fill(model, offset, offset + length, (byte) 0);
                store.writeZeroes(offset, length, durability(), outcome -> end(outcome, next));
            }
            case 2 -> store.flush(outcome -> end(outcome, next));
            case 3, 4, 5 -> read(offset, length, next);
            default -> write(offset, length, next);
        }
    }

    private void unmapOrZero(int offset, int length, Runnable next) {
        Arrays.fill(model, offset, offset + length, (byte) 0);
        if (store.geometry().thin()) {
            store.unmap(offset, length, outcome -> end(outcome, next));
        } else {
            store.writeZeroes(offset, length, durability(), outcome -> end(outcome, next));
        }
    }

    private void write(int offset, int length, Runnable next) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        System.arraycopy(data, 0, model, offset, length);
        int cut = random.nextInt(length + 1);
        List<ByteBuf> parts = new ArrayList<>();
        parts.add(loop.buffers().take(Math.max(1, cut)).writeBytes(data, 0, cut));
        parts.add(loop.buffers().take(Math.max(1, length - cut)).writeBytes(data, cut, length - cut));
        store.write(offset, parts, durability(), outcome -> {
            parts.forEach(loop.buffers()::settle);
            end(outcome, next);
        });
    }

    private void read(int offset, int length, Runnable next) {
        ByteBuf target = loop.buffers().take(length);
        store.read(offset, target, 0, length, outcome -> {
            byte[] got = new byte[length];
            target.getBytes(0, got);
            loop.buffers().settle(target);
            int differs = Arrays.mismatch(got, Arrays.copyOfRange(model, offset, offset + length));
            if (differs >= 0) {
                result.completeExceptionally(new AssertionError("a read differs at byte " + (offset + differs)));
            }
            end(outcome, next);
        });
    }

    /** Few, since each waits for the disk. */
    private Durability durability() {
        return random.nextInt(16) == 0 ? Durability.THROUGH : Durability.WRITE_CACHE;
    }

    private void end(BackstoreOutcome outcome, Runnable next) {
        if (outcome != BackstoreOutcome.DONE) {
            result.completeExceptionally(new AssertionError(outcome.toString()));
        }
        if (!loop.inLoop()) {
            result.completeExceptionally(new AssertionError("completed on " + Thread.currentThread()));
        }
        next.run();
    }

    private void compareAll() {
        ByteBuf target = loop.buffers().take(model.length);
        store.read(0, target, 0, model.length, outcome -> {
            byte[] got = new byte[model.length];
            target.getBytes(0, got);
            loop.buffers().settle(target);
            int differs = Arrays.mismatch(got, model);
            if (outcome != BackstoreOutcome.DONE || differs >= 0) {
                result.completeExceptionally(new AssertionError(outcome + ", differs at byte " + differs));
            }
            result.complete(null);
        });
    }
}
