package dev.targetnode.core.target;

import static dev.targetnode.core.target.Samples.BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.target.DeviceHarness.Lun;
import dev.targetnode.core.target.ManualStore.Kind;
import dev.targetnode.core.target.ManualStore.Op;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** COMPARE AND WRITE, ORWRITE and WRITE AND VERIFY beside other commands at one device. */
class AtomicDeviceTest {
    private final DeviceHarness device = DeviceHarness.create();
    private final Lun lun = device.ready(1);
    private final Lun other = device.ready(2);

    private static ByteBuf both(int compare, int write) {
        return Unpooled.buffer().writeBytes(Samples.block(compare)).writeBytes(Samples.block(write));
    }

    private Op compareAndWrite(long tag, int lba) {
        lun.execute(tag, Samples.compareAndWrite(lba, 1), both(7, 9));
        return device.store.only();
    }

    /** The store has read blocks that are filled with one byte. */
    private void readAs(Op op, int fill) {
        op.buffers.get(0).setBytes(0, Samples.blocks((int) op.length / BLOCK, fill), (int) op.length);
        device.done(op);
    }

    private List<String> inFlight() {
        return device.store.inFlight.stream().map(Op::toString).toList();
    }

    @Test
    void compareAndWriteWritesTheSecondHalfWhereTheFirstIsEqual() {
        Op read = compareAndWrite(5, 10);
        assertEquals("READ 5120+512", read.toString());
        readAs(read, 7);
        Op write = device.store.only();
        assertEquals("WRITE 5120+512", write.toString());
        assertEquals(Samples.block(9), write.buffers.get(0));
        device.done(write);
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(0, device.ledger.bytesOut());
    }

    @Test
    void compareAndWriteTellsWhereTheFirstByteDiffersAndWritesNothing() {
        Op read = compareAndWrite(5, 10);
        read.buffers.get(0).setBytes(0, Samples.block(7), BLOCK);
        read.buffers.get(0).setByte(300, 8);
        device.done(read);
        ScsiCompletion completion = lun.completion();
        assertEquals(ScsiStatus.CHECK_CONDITION, completion.status());
        assertEquals(Sense.miscompare(300), completion.sense());
        assertEquals(List.of(), inFlight());
        assertEquals(0, device.ledger.bytesOut());
    }

    @Test
    void aReadThatFailsIsNoMiscompare() {
        compareAndWrite(5, 10).fail(BackstoreError.READ);
        device.settle();
        assertEquals(Sense.UNRECOVERED_READ_ERROR, lun.completion().sense());
    }

    @Test
    void nothingThatOverlapsRunsBetweenCompareAndWrite() {
        Op read = compareAndWrite(1, 10);
        other.write(2, 8, 4);
        other.read(3, Samples.read(10, 1), BLOCK);
        other.execute(4, Samples.unmap(24), Samples.unmapList(0, 100));
        other.execute(5, Samples.writeSame(0, 9, 4), Samples.block(0));
        other.execute(6, Samples.compareAndWrite(10, 1), both(9, 1));
        other.write(7, 11, 1);
        assertEquals(List.of("READ 5120+512", "WRITE 5632+512"), inFlight(), "only what does not overlap has started");
        readAs(read, 7);
        assertEquals(List.of("WRITE 5632+512", "WRITE 5120+512"), inFlight());
        device.done(device.store.inFlight.get(1));
        assertEquals(
                List.of("WRITE 5632+512", "WRITE 4096+2048", "READ 5120+512", "UNMAP 0+51200", "ZERO 4608+2048"),
                inFlight(),
                "those that came before the next exclusive one go on together");
    }

    @Test
    void anExclusiveCommandWaitsForWhatRunsAndIsNotOvertaken() {
        lun.write(1, 10, 1);
        other.execute(2, Samples.compareAndWrite(10, 1), both(7, 9));
        lun.read(3, Samples.read(10, 1), BLOCK);
        lun.read(4, Samples.read(12, 1), BLOCK);
        assertEquals(List.of("WRITE 5120+512", "READ 6144+512"), inFlight());
        device.done(device.store.inFlight.get(0));
        assertEquals(List.of("READ 6144+512", "READ 5120+512"), inFlight());
        Op compare = device.store.inFlight.get(1);
        readAs(compare, 7);
        assertEquals("WRITE 5120+512", device.store.inFlight.get(1).toString());
        device.done(device.store.inFlight.get(1));
        assertEquals("READ 5120+512", device.store.inFlight.get(1).toString(), "now the read of tag 3");
    }

    @Test
    void aWaitingCommandIsAbortedAndLetsOthersGoOn() {
        lun.write(1, 10, 1);
        other.execute(2, Samples.compareAndWrite(10, 1), both(7, 9));
        lun.read(3, Samples.read(10, 1), BLOCK);
        assertEquals(List.of("WRITE 5120+512"), inFlight());
        other.abort(1, 2L);
        assertTrue(other.completion().aborted());
        assertEquals(List.of("WRITE 5120+512", "READ 5120+512"), inFlight());
    }

    @Test
    void anAbortedCommandInTheBackendClosesItsRangeAlsoForThoseThatWait() {
        compareAndWrite(1, 10);
        other.write(2, 10, 1);
        lun.abort(1, 1L);
        assertEquals(ScsiStatus.BUSY, other.completion().status());
        other.write(3, 10, 1);
        assertEquals(ScsiStatus.BUSY, other.completion().status());
        readAs(device.store.only(), 7);
        assertTrue(lun.completion().aborted());
        assertEquals(List.of(), inFlight(), "an aborted command writes nothing any more");
        other.write(4, 10, 1);
        assertEquals(List.of("WRITE 5120+512"), inFlight());
    }

    @Test
    void anExclusiveCommandDoesNotWaitForAnAbortedRead() {
        lun.read(1, Samples.read(10, 1), BLOCK);
        other.execute(2, Samples.compareAndWrite(10, 1), both(7, 9));
        assertEquals(List.of("READ 5120+512"), inFlight());
        lun.abort(1, 1L);
        assertEquals(List.of("READ 5120+512", "READ 5120+512"), inFlight());
    }

    @Test
    void orWriteSetsBitsAndKeepsOthersOut() {
        lun.execute(1, Samples.orWrite(10, 2), Samples.blocks(2, 0x0C));
        other.read(2, Samples.read(11, 1), BLOCK);
        Op read = device.store.only();
        readAs(read, 0x51);
        Op write = device.store.only();
        assertEquals("WRITE 5120+1024", write.toString());
        assertEquals(Samples.blocks(2, 0x5D), write.buffers.get(0));
        device.done(write);
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(List.of("READ 5632+512"), inFlight());
        assertEquals(0, device.ledger.bytesOut());
    }

    @Test
    void longOrWriteGoesPieceByPiece() {
        int blocks = 2 * Work.PATTERN_BYTES_MAX / BLOCK + 1;
        lun.execute(1, Samples.orWrite(0, blocks), Samples.blocks(100, 1), Samples.blocks(blocks - 100, 2));
        List<String> steps = new ArrayList<>();
        while (!device.store.inFlight.isEmpty()) {
            Op op = device.store.only();
            steps.add(op.toString());
            if (op.kind == Kind.READ) {
                readAs(op, 0);
            } else {
                int expected = op.offset == 0 ? 1 : 2;
                assertEquals(expected, op.buffers.get(0).getByte(0));
                device.done(op);
            }
        }
        assertEquals(
                List.of(
                        "READ 0+131072",
                        "WRITE 0+131072",
                        "READ 131072+131072",
                        "WRITE 131072+131072",
                        "READ 262144+512",
                        "WRITE 262144+512"),
                steps);
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
    }

    @Test
    void writeAndVerifyReadsBackWhatItHasWritten() {
        lun.execute(1, Samples.tenByte(0x2E, 0x02, 10, 2), Samples.blocks(2, 5));
        other.write(2, 11, 1);
        Op write = device.store.only();
        assertEquals("WRITE 5120+1024", write.toString());
        device.done(write);
        Op read = device.store.only();
        assertEquals("READ 5120+1024", read.toString());
        readAs(read, 5);
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(List.of("WRITE 5632+512"), inFlight());
    }

    @Test
    void verifyFlushesReadsAndTellsTheFirstDifference() {
        lun.execute(1, Samples.tenByte(0x2F, 0x06, 10, 4), Samples.block(5)); // one block for all
        device.done(device.store.only()); // the flush
        Op read = device.store.only();
        read.buffers.get(0).setBytes(0, Samples.blocks(4, 5), 4 * BLOCK);
        read.buffers.get(0).setByte(2 * BLOCK + 1, 6);
        device.done(read);
        assertEquals(Sense.miscompare(2 * BLOCK + 1), lun.completion().sense());
        lun.execute(2, Samples.tenByte(0x2F, 0x02, 10, 2), Samples.blocks(2, 5));
        device.done(device.store.only());
        readAs(device.store.only(), 5);
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        lun.execute(3, Samples.tenByte(0x2F, 0x00, 10, 2));
        device.done(device.store.only());
        device.store.only().fail(BackstoreError.READ);
        device.settle();
        assertEquals(Sense.UNRECOVERED_READ_ERROR, lun.completion().sense());
        assertEquals(0, device.ledger.bytesOut());
    }

    /** Each initiator reads a counter, adds one and tries to put it back until nobody has been faster. */
    @Test
    void initiatorsThatIncrementByCompareAndWriteLoseNoIncrement() {
        Random random = Samples.random("initiatorsThatIncrementByCompareAndWriteLoseNoIncrement");
        int increments = 300;
        byte[] disk = new byte[BLOCK];
        List<Incrementer> all = List.of(new Incrementer(lun), new Incrementer(other), new Incrementer(device.ready(3)));
        all.forEach(incrementer -> incrementer.tryFrom(0));
        int done = 0;
        int steps = 0;
        while (done < increments) {
            steps++;
            assertTrue(steps < 100 * increments, "somebody always succeeds");
            List<Op> ops = device.store.inFlight;
            Op op = ops.get(random.nextInt(ops.size()));
            if (op.kind == Kind.READ) {
                op.buffers.get(0).setBytes(0, disk);
            } else {
                op.buffers.get(0).getBytes(op.buffers.get(0).readerIndex(), disk);
            }
            device.done(op);
            for (Incrementer incrementer : all) {
                done += incrementer.goOn(Unpooled.wrappedBuffer(disk).getInt(0));
            }
        }
        assertEquals(increments, Unpooled.wrappedBuffer(disk).getInt(0));
    }

    private static final class Incrementer {
        private final Lun lun;
        private long tag;

        Incrementer(Lun lun) {
            this.lun = lun;
        }

        void tryFrom(int seen) {
            tag++;
            ByteBuf data = Unpooled.buffer(2 * BLOCK).writeZero(2 * BLOCK);
            data.setInt(0, seen).setInt(BLOCK, seen + 1);
            lun.execute(tag, Samples.compareAndWrite(0, 1), data);
        }

        /** How many increments have succeeded; {@code seen} may be out of date by the time of the next try. */
        int goOn(int seen) {
            int succeeded = 0;
            for (ScsiCompletion completion : lun.completions()) {
                if (completion.status() == ScsiStatus.GOOD) {
                    succeeded++;
                } else {
                    assertEquals(
                            0x1D,
                            java.util.Objects.requireNonNull(completion.sense()).asc());
                }
                tryFrom(seen);
            }
            return succeeded;
        }
    }

    @Test
    void commandsOfAnotherOpcodeAreNotExclusive() {
        Cdb verify = Samples.tenByte(0x2F, 0, 10, 1);
        lun.execute(1, verify);
        other.write(2, 10, 1);
        assertEquals(2, device.store.inFlight.size());
    }
}
