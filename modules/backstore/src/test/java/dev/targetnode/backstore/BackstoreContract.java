package dev.targetnode.backstore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.backstore.Extent;
import dev.targetnode.core.loop.Transport;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every backstore, decorator and engine keeps to. The store under test has {@link #SIZE} bytes, all zero. */
@Timeout(60)
public abstract class BackstoreContract {
    /** Whether the store under test can say which ranges it has given back. */
    protected boolean knowsHoles() {
        return true;
    }

    /** Logical block length of the store under test. */
    protected int block() {
        return 512;
    }

    protected static final int SIZE = 4 << 20;
    private static final int PIECE = 512;
    private static final long WAIT_SECONDS = 30;

    protected Path directory;

    protected TestLoop loop;
    protected Backstore store;
    private final List<ByteBuf> taken = new ArrayList<>();

    /** Which loop the store runs on. */
    protected abstract Transport transport();

    /** Opens the store under test. */
    protected abstract CompletionStage<Backstore> open(BackstoreContext context);

    /** Whether what was written can be read. */
    protected boolean remembers() {
        return true;
    }

    @BeforeEach
    void openStore(@TempDir Path temporary) throws Exception {
        directory = temporary;
        Assumptions.assumeTrue(TestLoop.available(transport()), () -> transport() + " is not available here");
        loop = new TestLoop(transport());
        store = open(loop.context()).toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @AfterEach
    protected void closeStore() throws Exception {
        if (loop == null) {
            return;
        }
        try {
            loop.call(store::close).toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
            loop.call(() -> {
                taken.forEach(loop.buffers()::settle);
                return true;
            });
            assertEquals(0, loop.ledger().buffersOut(), "buffers out after everything has completed");
        } finally {
            loop.close();
        }
    }

    @Test
    void readsBackWhatWasWritten() throws Exception {
        byte[] data = random(1, 64 << 10);
        assertDone(write(8192, data));
        assertStored(data, read(8192, data.length));
    }

    @Test
    void gathersManyBuffersInOrder() throws Exception {
        byte[] data = random(2, 3000 * PIECE); // more than one system call takes
        List<ByteBuf> parts = new ArrayList<>();
        for (int at = 0; at < data.length; at += PIECE) {
            parts.add(buffer(Arrays.copyOfRange(data, at, at + PIECE)));
        }
        assertDone(run(done -> store.write(4096, parts, Durability.WRITE_CACHE, done)));
        assertStored(data, read(4096, data.length));
    }

    @Test
    void gathersPiecesThatAreNotAlignedInMemory() throws Exception {
        byte[] data = random(3, 4 * block());
        ByteBuf whole = buffer(new byte[3 + data.length]);
        whole.setBytes(3, data);
        List<ByteBuf> parts = List.of(whole.slice(3, 700), whole.slice(703, data.length - 700));
        assertDone(run(done -> store.write(block(), parts, Durability.THROUGH, done)));
        assertStored(data, read(block(), data.length));
    }

    @Test
    void readsToAnIndexThatIsNotAligned() throws Exception {
        byte[] data = random(4, 8 * block());
        assertDone(write(0, data));
        ByteBuf target = buffer(new byte[7 + data.length + 9]);
        assertDone(run(done -> store.read(0, target, 7, data.length, done)));
        assertStored(data, bytes(target, 7, data.length));
        assertArrayEquals(new byte[7], bytes(target, 0, 7));
        assertArrayEquals(new byte[9], bytes(target, 7 + data.length, 9));
    }

    @Test
    void leavesIndexesAndReferenceCountsOfBuffersAlone() throws Exception {
        ByteBuf source = buffer(random(5, 4 * block()));
        source.readerIndex(block());
        assertDone(run(done -> store.write(0, List.of(source), Durability.WRITE_CACHE, done)));
        assertEquals(block(), source.readerIndex());
        assertEquals(4 * block(), source.writerIndex());
        assertEquals(1, source.refCnt());
        ByteBuf target = buffer(new byte[4 * block()]);
        target.setIndex(100, 200);
        assertDone(run(done -> store.read(0, target, 0, 2 * block(), done)));
        assertEquals(100, target.readerIndex());
        assertEquals(200, target.writerIndex());
        assertEquals(1, target.refCnt());
        assertStored(bytes(source, block(), 2 * block()), bytes(target, 0, 2 * block()));
    }

    @Test
    void readsZerosWhereNothingWasWritten() throws Exception {
        assertArrayEquals(new byte[1 << 20], read(1 << 20, 1 << 20));
    }

    @Test
    void unmapsExactlyTheRangeAlsoWhereItsEdgesArePartialGranules() throws Exception {
        Assumptions.assumeTrue(store.geometry().thin());
        byte[] data = random(6, 256 << 10);
        assertDone(write(0, data));
        int from = 3 * block();
        int length = 40 * block() + 4096;
        assertDone(run(done -> store.unmap(from, length, done)));
        Arrays.fill(data, from, from + length, (byte) 0);
        assertStored(data, read(0, data.length));
    }

    @Test
    void zeroesExactlyTheRange() throws Exception {
        for (Durability durability : Durability.values()) {
            byte[] data = random(7, 3 << 20);
            assertDone(write(0, data));
            int from = 5 * block();
            int length = (2 << 20) + 7 * block();
            assertDone(run(done -> store.writeZeroes(from, length, durability, done)));
            Arrays.fill(data, from, from + length, (byte) 0);
            assertStored(data, read(0, data.length));
        }
    }

    @Test
    void flushesAndWritesThrough() throws Exception {
        byte[] data = random(8, 4096);
        assertDone(run(done -> store.write(4096, List.of(buffer(data)), Durability.THROUGH, done)));
        assertDone(run(store::flush));
        assertStored(data, read(4096, data.length));
    }

    @Test
    void refusesRangesOutsideOrMisaligned() throws Exception {
        int length = 2 * block();
        ByteBuf data = buffer(new byte[length]);
        List<ByteBuf> source = List.of(data);
        long size = store.geometry().sizeBytes();
        for (long offset : new long[] {size, size - block(), -block(), 1, Long.MAX_VALUE - block() + 1}) {
            assertFailed(BackstoreError.INTERNAL, run(done -> store.read(offset, data, 0, length, done)));
            assertFailed(
                    BackstoreError.INTERNAL, run(done -> store.write(offset, source, Durability.WRITE_CACHE, done)));
            assertFailed(
                    BackstoreError.INTERNAL,
                    run(done -> store.writeZeroes(offset, length, Durability.WRITE_CACHE, done)));
            assertFailed(BackstoreError.INTERNAL, run(done -> store.unmap(offset, length, done)));
        }
        assertFailed(BackstoreError.INTERNAL, run(done -> store.read(0, data, 0, 100, done)));
    }

    @Test
    void completesEmptyOperations() throws Exception {
        assertDone(run(done -> store.read(0, buffer(new byte[0]), 0, 0, done)));
        assertDone(run(done -> store.write(0, List.of(), Durability.THROUGH, done)));
        assertDone(run(done -> store.writeZeroes(0, 0, Durability.WRITE_CACHE, done)));
    }

    @Test
    void tellsWhichRangesAreAllocatedInWholeBlocks() throws Exception {
        assertDone(write(1 << 20, random(11, 64 << 10)));
        if (store.geometry().thin()) {
            assertDone(run(done -> store.unmap((1 << 20) + (16 << 10), 16 << 10, done)));
        }
        List<Extent> all = extents(0, 100);
        assertContiguous(all, 0, SIZE);
        if (remembers()) {
            assertTrue(
                    at(all, 1 << 20).allocated()
                            && at(all, (1 << 20) + (32 << 10)).allocated(),
                    all::toString);
        }
        if (store.geometry().thin() && knowsHoles()) {
            assertEquals(false, at(all, 0).allocated(), all::toString);
            assertEquals(false, at(all, (1 << 20) + (16 << 10)).allocated(), all::toString);
        }
        assertContiguous(extents((1 << 20) + block(), 100), (1 << 20) + block(), SIZE);
        List<Extent> first = extents(0, 1);
        assertEquals(List.of(all.get(0)), first, "as many as were asked for");
    }

    @Test
    void refusesAMapFromBehindTheEnd() throws Exception {
        assertFailed(
                BackstoreError.INTERNAL,
                run(done -> store.extents(SIZE, 1, (outcome, extents) -> done.completed(outcome))));
    }

    @Test
    void takesAdviceOrSaysThatItCannot() throws Exception {
        assertDone(write(0, random(12, 1 << 20)));
        BackstoreOutcome outcome = run(done -> store.prefetch(0, 1 << 20, done));
        if (outcome != BackstoreOutcome.DONE) {
            assertFailed(BackstoreError.UNSUPPORTED, outcome);
        }
    }

    private List<Extent> extents(long offset, int max) throws Exception {
        List<Extent> found = new ArrayList<>();
        assertDone(run(done -> store.extents(offset, max, (outcome, extents) -> {
            found.addAll(extents);
            done.completed(outcome);
        })));
        return found;
    }

    private void assertContiguous(List<Extent> extents, long from, long end) {
        long at = from;
        for (int i = 0; i < extents.size(); i++) {
            Extent extent = extents.get(i);
            assertEquals(at, extent.offsetBytes(), extents.toString());
            assertEquals(0, extent.lengthBytes() % block(), extents.toString());
            assertTrue(extent.lengthBytes() > 0, extents.toString());
            assertTrue(i == 0 || extents.get(i - 1).allocated() != extent.allocated(), extents.toString());
            at += extent.lengthBytes();
        }
        assertEquals(end, at, extents.toString());
    }

    private static Extent at(List<Extent> extents, long offset) {
        return extents.stream()
                .filter(extent ->
                        offset >= extent.offsetBytes() && offset < extent.offsetBytes() + extent.lengthBytes())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void finishesWhatIsInFlightBeforeItCloses() throws Exception {
        byte[] data = random(9, 256 << 10);
        List<CompletableFuture<BackstoreOutcome>> writes = new ArrayList<>();
        CompletableFuture<BackstoreOutcome> late = new CompletableFuture<>();
        ByteBuf source = buffer(data);
        CompletionStage<Void> closed = loop.call(() -> {
            for (int i = 0; i < 8; i++) {
                CompletableFuture<BackstoreOutcome> write = new CompletableFuture<>();
                writes.add(write);
                store.write((long) i * data.length, List.of(source), Durability.THROUGH, write::complete);
            }
            CompletionStage<Void> closing = store.close();
            store.flush(late::complete);
            return closing;
        });
        closed.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        for (CompletableFuture<BackstoreOutcome> write : writes) {
            assertTrue(write.isDone(), "a write was left behind");
            assertDone(write.get());
        }
        assertFailed(BackstoreError.NOT_READY, late.get(WAIT_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void staysEqualToAModelUnderConcurrentOperations() throws Exception {
        Assumptions.assumeTrue(remembers());
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(getClass().getSimpleName() + " -Dseed=" + seed);
        ModelCheck check = new ModelCheck(store, loop, SIZE, block(), new Random(seed));
        loop.netty().execute(check::start);
        check.result().get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** A buffer with these bytes, settled at the end of the test. */
    protected final ByteBuf buffer(byte[] data) {
        ByteBuf buffer = loop.buffers().take(Math.max(1, data.length));
        taken.add(buffer);
        return buffer.writeBytes(data);
    }

    protected final BackstoreOutcome write(long offset, byte[] data) throws Exception {
        ByteBuf source = buffer(data);
        return run(done -> store.write(offset, List.of(source), Durability.WRITE_CACHE, done));
    }

    protected final byte[] read(long offset, int length) throws Exception {
        ByteBuf target = buffer(random(10, length));
        assertDone(run(done -> store.read(offset, target, 0, length, done)));
        return bytes(target, 0, length);
    }

    /** Starts an operation on the loop, and waits for its one completion on the loop. */
    protected final BackstoreOutcome run(Consumer<BackstoreCallback> operation) throws Exception {
        CompletableFuture<BackstoreOutcome> ended = new CompletableFuture<>();
        loop.netty()
                .execute(() -> operation.accept(outcome -> {
                    if (!loop.inLoop()) {
                        ended.completeExceptionally(new AssertionError("completed on " + Thread.currentThread()));
                    } else if (!ended.complete(outcome)) {
                        throw new AssertionError("completed twice");
                    }
                }));
        return ended.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    protected final void assertStored(byte[] expected, byte[] actual) {
        assertArrayEquals(remembers() ? expected : new byte[expected.length], actual);
    }

    protected static void assertDone(BackstoreOutcome outcome) {
        assertEquals(BackstoreOutcome.DONE, outcome);
    }

    protected static void assertFailed(BackstoreError error, BackstoreOutcome outcome) {
        assertTrue(outcome instanceof Failed, () -> "not failed: " + outcome);
        assertEquals(error, ((Failed) outcome).error(), outcome.toString());
    }

    protected static byte[] random(long seed, int length) {
        byte[] data = new byte[length];
        new Random(seed).nextBytes(data);
        return data;
    }

    private static byte[] bytes(ByteBuf buffer, int index, int length) {
        byte[] copy = new byte[length];
        buffer.getBytes(index, copy);
        return copy;
    }
}
