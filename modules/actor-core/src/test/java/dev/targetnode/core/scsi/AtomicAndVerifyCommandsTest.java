package dev.targetnode.core.scsi;

import static dev.targetnode.core.scsi.Disks.READ_ONLY;
import static dev.targetnode.core.scsi.Disks.THICK;
import static dev.targetnode.core.scsi.Disks.THIN;
import static dev.targetnode.core.scsi.Disks.cached;
import static dev.targetnode.core.scsi.Disks.cdb;
import static dev.targetnode.core.scsi.Disks.plan;
import static dev.targetnode.core.scsi.Disks.sense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.backstore.Extent;
import dev.targetnode.core.scsi.Plan.Comparison;
import dev.targetnode.core.scsi.Plan.Fill;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** VERIFY, WRITE AND VERIFY, WRITE SAME (10), COMPARE AND WRITE, ORWRITE, PRE-FETCH and GET LBA STATUS as plans. */
final class AtomicAndVerifyCommandsTest {
    private static final CachePolicy THROUGH = new CachePolicy(true, false);

    private static ByteBuf blocks(int count) {
        return Unpooled.buffer().writeZero(count * 512);
    }

    private static long moves(String text) {
        Cdb cdb = cdb(text);
        return DiskCommands.transferBytes(THIN.commands().find(cdb), cdb, 512);
    }

    @Test
    void verifyComparesAsBytchkSays() {
        assertEquals(new Plan.Verify(16, 4, Comparison.NONE, true), plan(THIN, "2f 00 00000010 00 0004 00"));
        assertEquals(new Plan.Verify(16, 4, Comparison.EACH, true), plan(THIN, "2f 12 00000010 00 0004 00"));
        assertEquals(new Plan.Verify(16, 4, Comparison.ONE, true), plan(THIN, "af 06 00000010 00000004 00 00"));
        assertEquals(
                new Plan.Verify(16, 4, Comparison.EACH, false),
                plan(cached(THROUGH), "8f 02 0000000000000010 00000004 00 00"));
        assertEquals(Sense.invalidFieldInCdb(1, 2), sense(THIN, "2f 04 00000010 00 0004 00"));
    }

    @Test
    void verifyExpectsTheDataThatItCompares() {
        assertEquals(0, moves("2f 00 00000010 00 0004 00"));
        assertEquals(4 * 512, moves("2f 02 00000010 00 0004 00"));
        assertEquals(512, moves("2f 06 00000010 00 0004 00"));
        assertEquals(0, moves("2f 06 00000010 00 0000 00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2f", "2e"})
    void verifyIsBoundedLikeAReadAndAWrite(String opcode) {
        assertEquals(Sense.lbaOutOfRange(0x20_0000), sense(THIN, opcode + " 00 001fffff 00 0002 00"));
        assertEquals(Sense.lbaOutOfRange(0x20_0001), sense(THIN, opcode + " 00 00200001 00 0000 00"));
        assertEquals(Sense.invalidFieldInCdb(1, 7), sense(THIN, opcode + " 20 00000000 00 0001 00"));
    }

    @Test
    void verifyTakesNoMoreThanOneTransfer() {
        assertEquals(Sense.invalidFieldInCdb(6, 7), sense(THIN, "af 00 00000000 00010001 00 00"));
        assertEquals(Sense.invalidFieldInCdb(10, 7), sense(THIN, "8f 00 0000000000000000 00010001 00 00"));
    }

    @Test
    void verifyIsNoWriteAndWriteAndVerifyIs() {
        assertEquals(new Plan.Verify(0, 1, Comparison.NONE, true), plan(READ_ONLY, "2f 00 00000000 00 0001 00"));
        assertEquals(Sense.WRITE_PROTECTED, sense(READ_ONLY, "2e 00 00000000 00 0001 00"));
    }

    @Test
    void writeAndVerifyIsDurableBeforeItIsReadBack() {
        Durability through = Durability.THROUGH;
        assertEquals(new Plan.WriteAndVerify(16, 4, false, through), plan(THIN, "2e 00 00000010 00 0004 00"));
        assertEquals(new Plan.WriteAndVerify(16, 4, true, through), plan(THIN, "ae 12 00000010 00000004 00 00"));
        assertEquals(
                new Plan.WriteAndVerify(16, 4, true, through), plan(THIN, "8e 02 0000000000000010 00000004 00 00"));
        assertEquals(4 * 512, moves("2e 00 00000010 00 0004 00"));
    }

    @Test
    void writeSame10IsWriteSame16WithoutNdob() {
        assertEquals(
                new Plan.WriteSame(16, 8, Fill.UNMAP, Durability.WRITE_CACHE),
                plan(THIN, "41 08 00000010 00 0008 00", blocks(1)));
        assertEquals(
                new Plan.WriteSame(16, 8, Fill.ZEROES, Durability.WRITE_CACHE),
                plan(THIN, "41 00 00000010 00 0008 00", blocks(1)));
        assertEquals(Sense.invalidFieldInCdb(1, 0), sense(THIN, "41 01 00000010 00 0008 00", blocks(1)));
        assertEquals(Sense.invalidFieldInCdb(1, 4), sense(THIN, "41 18 00000010 00 0008 00", blocks(1)));
        assertEquals(Sense.invalidFieldInCdb(7, 7), sense(THIN, "41 00 00000010 00 0000 00", blocks(1)));
        assertEquals(Sense.invalidFieldInCdb(1, 3), sense(THICK, "41 08 00000010 00 0008 00", blocks(1)));
        assertEquals(Sense.PARAMETER_LIST_LENGTH_ERROR, sense(THIN, "41 00 00000010 00 0008 00", blocks(2)));
        assertEquals(512, moves("41 00 00000010 00 0008 00"));
    }

    @Test
    void compareAndWriteTakesBothHalvesOfItsData() {
        assertEquals(
                new Plan.CompareAndWrite(16, 2, Durability.WRITE_CACHE),
                plan(THIN, "89 10 0000000000000010 000000 02 00 00", blocks(4)));
        assertEquals(
                new Plan.CompareAndWrite(16, 2, Durability.THROUGH),
                plan(THIN, "89 08 0000000000000010 000000 02 00 00", blocks(1), blocks(3)));
        assertEquals(4 * 512, moves("89 08 0000000000000010 000000 02 00 00"));
    }

    @Test
    void compareAndWriteRefusesDataThatAreNotTwiceItsLength() {
        Sense wrong = Sense.invalidFieldInCdb(13, 7);
        assertEquals(wrong, sense(THIN, "89 00 0000000000000010 000000 02 00 00", blocks(3)));
        assertEquals(wrong, sense(THIN, "89 00 0000000000000010 000000 02 00 00", blocks(6)));
        assertEquals(wrong, sense(THIN, "89 00 0000000000000010 000000 00 00 00", blocks(512)));
        assertEquals(Plan.GOOD, plan(THIN, "89 00 0000000000000010 000000 00 00 00"));
    }

    @Test
    void compareAndWriteIsBoundedByPageB0() {
        DiskState large = new DiskState(
                Disks.IDENTITY,
                new DiskGeometry(1024, 1 << 20, 0),
                CachePolicy.WRITE_BACK,
                Provisioning.THICK,
                DiskLimits.of(1 << 20, 0),
                ControlMode.DEFAULT,
                false,
                false,
                false);
        assertEquals(16, large.limits().maxCompareAndWriteBlocks()); // of 1 MiB each, twice
        assertEquals(Sense.invalidFieldInCdb(13, 7), sense(large, "89 00 0000000000000000 000000 11 00 00"));
        assertEquals(Sense.lbaOutOfRange(0x20_0000), sense(THIN, "89 00 00000000001fffff 000000 02 00 00", blocks(4)));
        assertEquals(Sense.invalidFieldInCdb(1, 7), sense(THIN, "89 20 0000000000000000 000000 01 00 00", blocks(2)));
    }

    @Test
    void orWriteIsBoundedLikeAWrite() {
        assertEquals(new Plan.OrWrite(16, 4, Durability.THROUGH), plan(THIN, "8b 18 0000000000000010 00000004 00 00"));
        assertEquals(Sense.invalidFieldInCdb(1, 7), sense(THIN, "8b 20 0000000000000010 00000004 00 00"));
        assertEquals(Sense.invalidFieldInCdb(10, 7), sense(THIN, "8b 00 0000000000000010 00010001 00 00"));
        assertEquals(Sense.WRITE_PROTECTED, sense(READ_ONLY, "8b 00 0000000000000010 00000004 00 00"));
    }

    @Test
    void prefetchOfNothingReachesToTheEndAsFarAsOneCommandMay() {
        assertEquals(new Plan.Prefetch(16, 4, true, false), plan(THIN, "34 00 00000010 00 0004 00"));
        assertEquals(new Plan.Prefetch(16, 4, true, true), plan(THIN, "90 02 0000000000000010 00000004 00 00"));
        assertEquals(new Plan.Prefetch(16, 0x1_0000, false, false), plan(THIN, "34 00 00000010 00 0000 00"));
        assertEquals(new Plan.Prefetch(0x1F_FFF0, 16, true, false), plan(THIN, "34 00 001ffff0 00 0000 00"));
        assertEquals(Sense.lbaOutOfRange(0x20_0001), sense(THIN, "34 00 00200001 00 0000 00"));
        assertEquals(Sense.invalidFieldInCdb(10, 7), sense(THIN, "90 00 0000000000000000 00010001 00 00"));
    }

    @Test
    void getLbaStatusAsksForWhatThereIsRoomFor() {
        assertEquals(new Plan.MapQuery(16, 1, 24), plan(THIN, "9e 12 0000000000000010 00000018 00 00"));
        assertEquals(new Plan.MapQuery(16, 1, 0), plan(THIN, "9e 12 0000000000000010 00000000 00 00"));
        assertEquals(new Plan.MapQuery(16, 2, 55), plan(THIN, "9e 12 0000000000000010 00000037 00 00"));
        assertEquals(
                new Plan.MapQuery(16, LbaStatus.DESCRIPTORS_MAX, 0xFFFF_FFFFL),
                plan(THIN, "9e 12 0000000000000010 ffffffff 00 00"));
        assertEquals(Sense.lbaOutOfRange(0x20_0000), sense(THIN, "9e 12 0000000000200000 00000018 00 00"));
        assertEquals(Sense.lbaOutOfRange(-1), sense(THIN, "9e 12 ffffffffffffffff 00000018 00 00"));
    }

    @Test
    void getLbaStatusDescribesRangesInBlocks() {
        byte[] golden = Disks.hex(
                "00000024", // PARAMETER DATA LENGTH
                "00000000",
                "0000000000000008 00000010 00 000000", // mapped
                "0000000000000018 00000001 01 000000"); // deallocated
        List<Extent> extents = List.of(new Extent(8 * 512, 16 * 512, true), new Extent(24 * 512, 512, false));
        assertArrayEquals(golden, LbaStatus.encode(extents, 512, 2));
        assertEquals(24, LbaStatus.encode(extents, 512, 1).length);
    }

    @Test
    void getLbaStatusCutsARangeThatIsTooLongForOneDescriptor() {
        byte[] golden = Disks.hex(
                "00000024 00000000", "0000000000000000 80000000 01 000000", "0000000080000000 00000001 01 000000");
        assertArrayEquals(golden, LbaStatus.encode(List.of(new Extent(0, 0x8000_0001L * 512, false)), 512, 8));
    }
}
