package dev.targetnode.iscsi.harness;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.loop.EventLoops;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A disk in an array, whose operations can be held back as a stuck backend would. Confined to its loop; what tests call
 * hops there.
 */
public final class RamStore implements Backstore {
    public static final int BLOCK_BYTES = 512;

    private static final long WAIT_SECONDS = 20;

    private final EventLoops.Loop loop;
    private final byte[] bytes;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private boolean holding;
    private boolean broken;
    private boolean failing;

    RamStore(EventLoops.Loop loop, int sizeBytes) {
        this.loop = loop;
        this.bytes = new byte[sizeBytes];
    }

    /** From now on operations do not end until {@link #letGo}. */
    public void hold() {
        onLoop(() -> holding = true);
    }

    /** The next operation throws, as a backstore may not: its device's actor fails. */
    public void breakDevice() {
        onLoop(() -> broken = true);
    }

    /** From now on operations end with an error of the medium. */
    public void fail() {
        onLoop(() -> failing = true);
    }

    /** What was held back is done, in order. */
    public void letGo() {
        onLoop(() -> {
            holding = false;
            for (Runnable operation = held.poll(); operation != null; operation = held.poll()) {
                operation.run();
            }
            return true;
        });
    }

    /** How many operations are held back. */
    public int heldCount() {
        return onLoop(held::size);
    }

    /** A copy of what is stored. */
    public byte[] content(int offset, int length) {
        return onLoop(() -> Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** Stores, past every command. */
    public void fill(int offset, byte[] content) {
        onLoop(() -> {
            System.arraycopy(content, 0, bytes, offset, content.length);
            return true;
        });
    }

    private <T> T onLoop(Callable<T> work) {
        try {
            return loop.netty().submit(work).get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the device's loop does not answer", e);
        }
    }

    @Override
    public BackstoreGeometry geometry() {
        return new BackstoreGeometry(bytes.length, BLOCK_BYTES, 0, false, 0, 64);
    }

    @Override
    public void read(long offsetBytes, ByteBuf destination, int index, int lengthBytes, BackstoreCallback done) {
        perform(() -> destination.setBytes(index, bytes, (int) offsetBytes, lengthBytes), done);
    }

    @Override
    public void write(long offsetBytes, List<ByteBuf> source, Durability durability, BackstoreCallback done) {
        perform(
                () -> {
                    int at = (int) offsetBytes;
                    for (ByteBuf piece : source) {
                        piece.getBytes(piece.readerIndex(), bytes, at, piece.readableBytes());
                        at += piece.readableBytes();
                    }
                },
                done);
    }

    @Override
    public void flush(BackstoreCallback done) {
        perform(() -> {}, done);
    }

    @Override
    public void unmap(long offsetBytes, long lengthBytes, BackstoreCallback done) {
        writeZeroes(offsetBytes, lengthBytes, Durability.WRITE_CACHE, done);
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes, Durability durability, BackstoreCallback done) {
        perform(() -> Arrays.fill(bytes, (int) offsetBytes, (int) (offsetBytes + lengthBytes), (byte) 0), done);
    }

    private void perform(Runnable operation, BackstoreCallback done) {
        if (broken) {
            broken = false;
            throw new IllegalStateException("broken by a test");
        }
        if (failing) {
            done.completed(new Failed(BackstoreError.READ, "bad sector"));
            return;
        }
        Runnable all = () -> {
            operation.run();
            done.completed(BackstoreOutcome.DONE);
        };
        if (holding) {
            held.add(all);
        } else {
            all.run();
        }
    }

    @Override
    public CompletionStage<Void> close() {
        return CompletableFuture.completedFuture(null);
    }
}
