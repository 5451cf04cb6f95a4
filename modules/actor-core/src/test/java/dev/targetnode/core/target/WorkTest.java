package dev.targetnode.core.target;

import static dev.targetnode.core.target.Samples.BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.memory.BufferLedger;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.scsi.LbaRange;
import dev.targetnode.core.scsi.Plan;
import dev.targetnode.core.target.ManualStore.Op;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkTest {
    private static final BackstoreCallback IGNORED = outcome -> {};

    private final ManualStore store = new ManualStore(8);
    private final BufferLedger ledger = new BufferLedger();
    private final DataBuffers buffers = new DataBuffers(1, ledger);

    private static ScsiRequest received(ByteBuf... pieces) {
        return Samples.request(1, Samples.write(0, 1), null, 0, pieces);
    }

    /** Does all steps and gives back what the store was asked for. */
    private List<String> asked(Work work) {
        while (work.step(store, IGNORED)) {
            store.only().done();
        }
        assertFalse(work.step(store, IGNORED), "done stays done");
        List<String> asked = store.submitted.stream().map(Op::toString).toList();
        store.submitted.clear();
        return asked;
    }

    private static Plan.Write write(long lba, int blocks) {
        return new Plan.Write(lba, blocks, false, Durability.WRITE_CACHE);
    }

    private Work read(int blocks, int expectedBytes, boolean flushFirst) {
        ByteBuf into = Unpooled.buffer(8 * BLOCK);
        ScsiRequest request = Samples.request(1, Samples.read(4, blocks), into, expectedBytes);
        return Work.read(new Plan.Read(4, blocks, false, flushFirst), request, BLOCK);
    }

    @Test
    void readGoesNoFurtherThanTheWholeBlocksTheInitiatorHasRoomFor() {
        Work work = read(4, 2 * BLOCK + 1, false);
        assertEquals(0, work.dataInBytes());
        assertEquals(List.of("READ 2048+1536"), asked(work));
        assertEquals(2 * BLOCK + 1, work.dataInBytes());
    }

    @Test
    void readGoesNoFurtherThanTheCommandNames() {
        Work work = read(2, 5 * BLOCK, false);
        assertEquals(List.of("READ 2048+1024"), asked(work));
        assertEquals(2 * BLOCK, work.dataInBytes());
    }

    @Test
    void readWithoutRoomStillFlushesWhereItMust() {
        assertEquals(List.of(), asked(read(2, 0, false)));
        assertEquals(List.of("FLUSH 0+0"), asked(read(2, 0, true)));
        assertEquals(List.of("FLUSH 0+0", "READ 2048+512"), asked(read(1, BLOCK, true)));
    }

    @Test
    void writeTakesTheWholeBlocksThatCame() {
        ByteBuf first = Unpooled.buffer().writeZero(BLOCK + 200);
        ByteBuf second = Unpooled.buffer().writeZero(BLOCK);
        assertEquals(List.of("WRITE 4096+1024"), asked(Work.write(write(8, 4), received(first, second), BLOCK)));
        assertEquals(BLOCK + 200, first.readableBytes(), "lent buffers keep their indexes");
    }

    @Test
    void writeTakesNoMoreThanTheCommandNames() {
        ByteBuf much = Unpooled.buffer().writeZero(3 * BLOCK);
        assertEquals(List.of("WRITE 4096+512"), asked(Work.write(write(8, 1), received(much), BLOCK)));
    }

    @Test
    void writeOfLessThanABlockWritesNothing() {
        ByteBuf little = Unpooled.buffer().writeZero(BLOCK - 1);
        assertEquals(List.of(), asked(Work.write(write(8, 1), received(little), BLOCK)));
        assertEquals(List.of(), asked(Work.write(write(8, 1), received(), BLOCK)));
    }

    @Test
    void prefixIsCutFromEachPieceByItsReaderIndex() {
        ByteBuf skewed = Unpooled.buffer()
                .writeZero(10)
                .writeBytes(Samples.block(3))
                .writeZero(50)
                .skipBytes(10);
        Work work = Work.write(write(0, 1), received(skewed), BLOCK);
        assertTrue(work.step(store, IGNORED));
        ByteBuf written = store.only().buffers.get(0);
        assertEquals(Samples.block(3), written);
    }

    @Test
    void longUnmapIsCutIntoBoundedSteps() {
        long blocks = Work.STEP_BYTES_MAX / BLOCK * 2 + 8;
        Work work = Work.unmap(new Plan.Unmap(List.of(new LbaRange(8, blocks))), BLOCK);
        assertEquals(
                List.of(
                        "UNMAP 4096+" + Work.STEP_BYTES_MAX,
                        "UNMAP " + (4096 + Work.STEP_BYTES_MAX) + "+" + Work.STEP_BYTES_MAX,
                        "UNMAP " + (4096 + 2 * Work.STEP_BYTES_MAX) + "+4096"),
                asked(work));
    }

    @Test
    void unmapThatMustBeDurableEndsWithAFlush() {
        Plan.WriteSame plan = new Plan.WriteSame(0, 8, Plan.Fill.UNMAP, Durability.THROUGH);
        assertEquals(List.of("UNMAP 0+4096", "FLUSH 0+0"), asked(Work.writeSame(plan, received(), BLOCK, buffers)));
        Plan.WriteSame cached = new Plan.WriteSame(0, 8, Plan.Fill.UNMAP, Durability.WRITE_CACHE);
        assertEquals(List.of("UNMAP 0+4096"), asked(Work.writeSame(cached, received(), BLOCK, buffers)));
    }

    @Test
    void patternIsRepeatedOverTheWholeRangeInBoundedWrites() {
        int blocks = Work.PATTERN_BYTES_MAX / BLOCK + 3;
        ByteBuf block = Unpooled.buffer();
        for (int i = 0; i < BLOCK; i++) {
            block.writeByte(i * 7);
        }
        Plan.WriteSame plan = new Plan.WriteSame(1, blocks, Plan.Fill.PATTERN, Durability.THROUGH);
        ScsiRequest request = received(block.slice(0, 100), block.slice(100, BLOCK - 100));
        Work work = Work.writeSame(plan, request, BLOCK, buffers);
        long next = BLOCK;
        while (work.step(store, IGNORED)) {
            Op op = store.only();
            assertEquals(next, op.offset);
            assertEquals(Durability.THROUGH, op.durability);
            assertTrue(op.length <= Work.PATTERN_BYTES_MAX);
            ByteBuf data = op.buffers.get(0);
            for (int at = 0; at < op.length; at += BLOCK) {
                assertEquals(block, data.slice(data.readerIndex() + at, BLOCK));
            }
            next += op.length;
            op.done();
        }
        assertEquals((1L + blocks) * BLOCK, next);
        work.settle();
        assertEquals(0, ledger.bytesOut());
    }

    @Test
    void patternThatNeverRanHasNothingToGiveBack() {
        Plan.WriteSame plan = new Plan.WriteSame(0, 1, Plan.Fill.PATTERN, Durability.WRITE_CACHE);
        Work work = Work.writeSame(plan, received(Samples.block(1)), BLOCK, buffers);
        assertEquals(0, ledger.buffersOut());
        work.settle();
        assertEquals(0, ledger.buffersOut());
    }

    @Test
    void rangesOverlapWhereTheyShareABlock() {
        List<Work> works = new ArrayList<>();
        for (long lba : new long[] {0, 3, 4, 8}) {
            works.add(Work.write(write(lba, 4), received(), BLOCK));
        }
        assertTrue(works.get(0).overlaps(works.get(1)));
        assertTrue(works.get(1).overlaps(works.get(0)));
        assertFalse(works.get(0).overlaps(works.get(2)));
        assertFalse(works.get(2).overlaps(works.get(3)));
        assertFalse(works.get(0).overlaps(Work.write(write(2, 0), received(), BLOCK)), "no blocks, no overlap");
    }

    @Test
    void onlyWhatChangesTheMediumCountsAsAWrite() {
        assertFalse(read(1, BLOCK, false).writes);
        assertFalse(Work.flush().writes);
        assertTrue(Work.write(write(0, 1), received(), BLOCK).writes);
        assertTrue(Work.unmap(new Plan.Unmap(List.of(new LbaRange(0, 1))), BLOCK).writes);
    }
}
