package dev.targetnode.core.scsi;

import static dev.targetnode.core.scsi.Disks.READ_ONLY;
import static dev.targetnode.core.scsi.Disks.THICK;
import static dev.targetnode.core.scsi.Disks.THIN;
import static dev.targetnode.core.scsi.Disks.cached;
import static dev.targetnode.core.scsi.Disks.cdb;
import static dev.targetnode.core.scsi.Disks.data;
import static dev.targetnode.core.scsi.Disks.plan;
import static dev.targetnode.core.scsi.Disks.sense;
import static dev.targetnode.core.scsi.Plan.Fill.PATTERN;
import static dev.targetnode.core.scsi.Plan.Fill.UNMAP;
import static dev.targetnode.core.scsi.Plan.Fill.ZEROES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.targetnode.core.backstore.Durability;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BlockCommandsTest {
    private static final CachePolicy NV = new CachePolicy(false, true);
    private static final CachePolicy THROUGH = new CachePolicy(true, false);
    private static final String ZERO_BLOCK = "00".repeat(512);

    @Test
    void readsOfEveryLengthDecodeAddressAndLength() {
        assertEquals(new Plan.Read(0x12345, 0x67, false, false), plan(THIN, "08 012345 67 00"));
        assertEquals(new Plan.Read(0x12345, 0x1234, false, false), plan(THIN, "28 00 00012345 00 1234 00"));
        assertEquals(new Plan.Read(0x12345, 0x9234, true, false), plan(THIN, "a8 10 00012345 00009234 00 00"));
        assertEquals(new Plan.Read(0x12345, 0x9234, false, false), plan(THIN, "88 00 0000000000012345 00009234 00 00"));
    }

    @Test
    void lengthZeroIs256InTheShortFormAndNothingElsewhere() {
        assertEquals(new Plan.Read(0, 256, false, false), plan(THIN, "08 000000 00 00"));
        assertEquals(new Plan.Read(0, 0, false, false), plan(THIN, "28 00 00000000 00 0000 00"));
    }

    @Test
    void shortFormIgnoresTheObsoleteLunBits() {
        assertEquals(new Plan.Read(0x12345, 1, false, false), plan(THIN, "08 e12345 01 00"));
    }

    @Test
    void fuaWritesAreDurableBeforeTheirStatus() {
        assertEquals(new Plan.Write(1, 2, false, Durability.THROUGH), plan(THIN, "2a 08 00000001 00 0002 00"));
        assertEquals(new Plan.Write(1, 2, false, Durability.WRITE_CACHE), plan(THIN, "2a 00 00000001 00 0002 00"));
        assertEquals(
                new Plan.Write(1, 2, true, Durability.THROUGH), plan(THIN, "8a 18 0000000000000001 00000002 00 00"));
        assertEquals(new Plan.Write(1, 2, false, Durability.WRITE_CACHE), plan(THIN, "0a 000001 02 00"));
        assertEquals(new Plan.Write(1, 2, false, Durability.THROUGH), plan(THIN, "aa 08 00000001 00000002 00 00"));
    }

    @Test
    void writeThroughMakesEveryWriteDurableAndNvCacheNone() {
        assertEquals(
                new Plan.Write(1, 2, false, Durability.THROUGH), plan(cached(THROUGH), "2a 00 00000001 00 0002 00"));
        assertEquals(
                new Plan.Write(1, 2, false, Durability.WRITE_CACHE), plan(cached(NV), "2a 08 00000001 00 0002 00"));
    }

    @Test
    void fuaReadsFlushAVolatileCacheFirst() {
        assertEquals(new Plan.Read(1, 2, false, true), plan(THIN, "28 08 00000001 00 0002 00"));
        assertEquals(new Plan.Read(1, 2, false, false), plan(cached(THROUGH), "28 08 00000001 00 0002 00"));
        assertEquals(new Plan.Read(1, 2, false, false), plan(cached(NV), "28 08 00000001 00 0002 00"));
    }

    @Test
    void refusesWhatReachesBeyondTheEndNamingTheFirstMissingBlock() {
        assertEquals(Sense.lbaOutOfRange(0x20_0000), sense(THIN, "28 00 001fffff 00 0002 00"));
        assertEquals(Sense.lbaOutOfRange(0x8000_0000L), sense(THIN, "2a 00 80000000 00 0001 00"));
        assertEquals(Sense.lbaOutOfRange(-1), sense(THIN, "88 00 ffffffffffffffff 00000002 00 00"));
        assertEquals(new Plan.Read(0x1F_FFFF, 1, false, false), plan(THIN, "28 00 001fffff 00 0001 00"));
    }

    @Test
    void refusesLengthZeroBeyondTheCapacityToo() {
        assertEquals(Sense.lbaOutOfRange(0x20_0001), sense(THIN, "28 00 00200001 00 0000 00"));
        assertEquals(Sense.lbaOutOfRange(0x8000_0000L), sense(THIN, "2a 00 80000000 00 0000 00"));
        assertEquals(Sense.lbaOutOfRange(0xFFFF_FFFFL), sense(THIN, "a8 00 ffffffff 00000000 00 00"));
        assertEquals(Sense.lbaOutOfRange(-1), sense(THIN, "88 00 ffffffffffffffff 00000000 00 00"));
        assertEquals(new Plan.Read(0x20_0000, 0, false, false), plan(THIN, "28 00 00200000 00 0000 00"));
    }

    @Test
    void refusesMoreThanTheMaximumTransferLength() {
        assertEquals(new Plan.Read(0, 0x1_0000, false, false), plan(THIN, "a8 00 00000000 00010000 00 00"));
        assertEquals(Sense.invalidFieldInCdb(6, 7), sense(THIN, "a8 00 00000000 00010001 00 00"));
        assertEquals(Sense.invalidFieldInCdb(10, 7), sense(THIN, "8a 00 0000000000000000 00010001 00 00"));
    }

    @Test
    void refusesEveryProtectValue() {
        for (int protect = 1; protect < 8; protect++) {
            String flags = String.format("%02x", protect << 5);
            assertEquals(Sense.invalidFieldInCdb(1, 7), sense(THIN, "28 " + flags + " 00000000 00 0001 00"));
            assertEquals(Sense.invalidFieldInCdb(1, 7), sense(THIN, "aa " + flags + " 00000000 00000001 00 00"));
            assertEquals(
                    Sense.invalidFieldInCdb(1, 7), sense(THIN, "93 " + flags + " 0000000000000000 00000001 00 00"));
        }
    }

    @Test
    void theRangeIsJudgedBeforeProtectionAndWriteProtectionBeforeBoth() {
        assertEquals(Sense.lbaOutOfRange(0x8000_0000L), sense(THIN, "28 20 80000000 00 0001 00"));
        assertEquals(Sense.WRITE_PROTECTED, sense(READ_ONLY, "2a 20 80000000 00 0001 00"));
    }

    @Test
    void readOnlyDiskRefusesEverythingThatModifiesTheMediumAndReads() {
        assertEquals(Sense.WRITE_PROTECTED, sense(READ_ONLY, "0a 000000 01 00"));
        assertEquals(Sense.WRITE_PROTECTED, sense(READ_ONLY, "42 00 00000000 00 0000 00"));
        assertEquals(Sense.WRITE_PROTECTED, sense(READ_ONLY, "93 01 0000000000000000 00000001 00 00"));
        assertEquals(new Plan.Read(0, 1, false, false), plan(READ_ONLY, "28 00 00000000 00 0001 00"));
        DiskState soft = THIN.withControl(new ControlMode(true, false, true, false));
        assertEquals(Sense.WRITE_PROTECTED, sense(soft, "2a 00 00000000 00 0001 00"));
    }

    @Test
    void groupNumberAndObsoleteBitsAreIgnored() {
        assertEquals(new Plan.Read(0, 1, false, false), plan(THIN, "28 02 00000000 1f 0001 00"));
        assertEquals(new Plan.Write(0, 1, false, Durability.WRITE_CACHE), plan(THIN, "2a 02 00000000 1f 0001 c0"));
    }

    @Test
    void refusesNacaAndLinkWithAPointerToControl() {
        assertEquals(Sense.invalidFieldInCdb(9, 2), sense(THIN, "28 00 00000000 00 0001 04"));
        assertEquals(Sense.invalidFieldInCdb(5, 0), sense(THIN, "00 00 00 00 00 01"));
        assertEquals(Sense.invalidFieldInCdb(15, 2), sense(THIN, "88 00 0000000000000000 00000001 00 04"));
    }

    @Test
    void synchronizeCacheResolvesToTheEndAndTellsImmed() {
        assertEquals(new Plan.Flush(16, 0x20_0000 - 16, false), plan(THIN, "35 00 00000010 00 0000 00"));
        assertEquals(new Plan.Flush(16, 4, true), plan(THIN, "91 02 0000000000000010 00000004 00 00"));
        assertEquals(Sense.lbaOutOfRange(0x20_0000), sense(THIN, "35 00 001fffff 00 0002 00"));
        assertEquals(Plan.GOOD, plan(cached(NV), "35 00 00000010 00 0000 00"));
        assertEquals(new Plan.Flush(0, 1, false), plan(cached(THROUGH), "35 00 00000000 00 0001 00"));
    }

    @Test
    void unknownOperationsAreInvalid() {
        assertEquals(Sense.invalidOpcode(), sense(THIN, "ff 00 00 00 00 00"));
        assertEquals(Sense.invalidOpcode(), sense(THICK, "42 00 00000000 00 0000 00"));
        assertEquals(Sense.invalidServiceAction(1, 4), sense(THIN, "9e 13 0000000000000000 00000020 00 00"));
    }

    @Test
    void unmapGivesEveryRangeOfTheListAndSkipsEmptyOnes() {
        ByteBuf list = data(
                "0036 0030 00000000", // UNMAP DATA LENGTH, BLOCK DESCRIPTOR DATA LENGTH
                "0000000000000010 00000008 00000000",
                "0000000000000000 00000000 00000000",
                "00000000001fffff 00000001 00000000");
        assertEquals(
                new Plan.Unmap(List.of(new LbaRange(16, 8), new LbaRange(0x1F_FFFF, 1))),
                plan(THIN, "42 00 00000000 00 0038 00", list));
    }

    @Test
    void unmapReadsAListThatIsSpreadOverBuffers() {
        ByteBuf[] parts = {data("0016"), data("0010 00000000 00000000000000"), data("10 00000008 00000000 ffff")};
        assertEquals(new Plan.Unmap(List.of(new LbaRange(16, 8))), plan(THIN, "42 00 00000000 00 0018 00", parts));
        assertEquals(0, parts[1].readerIndex());
    }

    @Test
    void unmapWithOneBadRangeDoesNothing() {
        ByteBuf list = data(
                "0026 0020 00000000", //
                "0000000000000010 00000008 00000000",
                "00000000001fffff 00000002 00000000");
        assertEquals(Sense.lbaOutOfRange(0x20_0000), sense(THIN, "42 00 00000000 00 0028 00", list));
    }

    @Test
    void unmapJudgesTheLengthsOfItsList() {
        assertEquals(Plan.GOOD, plan(THIN, "42 00 00000000 00 0000 00"));
        assertEquals(Plan.GOOD, plan(THIN, "42 00 00000000 00 0008 00", data("0006 0000 00000000")));
        assertEquals(
                Sense.PARAMETER_LIST_LENGTH_ERROR, sense(THIN, "42 00 00000000 00 0007 00", data("0005 0000 000000")));
        assertEquals( // the header claims a descriptor that was not sent
                Sense.PARAMETER_LIST_LENGTH_ERROR,
                sense(THIN, "42 00 00000000 00 0008 00", data("0006 0010 00000000")));
        assertEquals( // less data than the CDB announces
                Sense.PARAMETER_LIST_LENGTH_ERROR,
                sense(THIN, "42 00 00000000 00 0018 00", data("0016 0010 00000000")));
        assertEquals( // an incomplete last descriptor is ignored
                Plan.GOOD, plan(THIN, "42 00 00000000 00 0010 00", data("000e 0008 00000000 0000000000000010")));
    }

    @Test
    void unmapRefusesMoreThanItsLimits() {
        String descriptor = "0000000000000000 00000001 00000000";
        ByteBuf many = data("1016 1010 00000000", descriptor.repeat(257));
        assertEquals(Sense.invalidFieldInParameterList(2, 7), sense(THIN, "42 00 00000000 00 1018 00", many));
        DiskState huge = THIN.withGeometry(new DiskGeometry(1L << 40, 512, 3));
        ByteBuf large = data(
                "0026 0020 00000000", //
                "0000000000000000 00100000 00000000",
                "0000000001000000 00000001 00000000");
        assertEquals(Sense.invalidFieldInParameterList(32, 7), sense(huge, "42 00 00000000 00 0028 00", large));
    }

    @Test
    void unmapRefusesAnchor() {
        assertEquals(Sense.invalidFieldInCdb(1, 0), sense(THIN, "42 01 00000000 00 0000 00"));
    }

    @Test
    void writeSameChoosesTheCheapestWayThatKeepsTheData() {
        String pattern = "00".repeat(511) + "01";
        assertEquals(
                new Plan.WriteSame(8, 16, PATTERN, Durability.WRITE_CACHE),
                plan(THIN, "93 00 0000000000000008 00000010 00 00", data(pattern)));
        assertEquals(
                new Plan.WriteSame(8, 16, PATTERN, Durability.WRITE_CACHE),
                plan(THIN, "93 08 0000000000000008 00000010 00 00", data(pattern)));
        assertEquals(
                new Plan.WriteSame(8, 16, UNMAP, Durability.WRITE_CACHE),
                plan(THIN, "93 08 0000000000000008 00000010 00 00", data(ZERO_BLOCK)));
        assertEquals(
                new Plan.WriteSame(8, 16, ZEROES, Durability.WRITE_CACHE),
                plan(THIN, "93 00 0000000000000008 00000010 00 00", data(ZERO_BLOCK)));
        assertEquals(
                new Plan.WriteSame(8, 16, UNMAP, Durability.WRITE_CACHE),
                plan(THIN, "93 09 0000000000000008 00000010 00 00"));
        assertEquals(
                new Plan.WriteSame(8, 16, ZEROES, Durability.THROUGH),
                plan(cached(THROUGH), "93 01 0000000000000008 00000010 00 00"));
    }

    @Test
    void writeSameJudgesItsFields() {
        assertEquals(Sense.invalidFieldInCdb(10, 7), sense(THIN, "93 01 0000000000000000 00000000 00 00"));
        assertEquals(Sense.invalidFieldInCdb(1, 4), sense(THIN, "93 11 0000000000000000 00000001 00 00"));
        assertEquals(Sense.invalidFieldInCdb(1, 2), sense(THIN, "93 05 0000000000000000 00000001 00 00"));
        assertEquals(Sense.invalidFieldInCdb(1, 3), sense(THICK, "93 09 0000000000000000 00000001 00 00"));
        assertEquals(Sense.lbaOutOfRange(0x20_0000), sense(THIN, "93 01 00000000001fffff 00000002 00 00"));
        DiskState huge = THIN.withGeometry(new DiskGeometry(1L << 40, 512, 3));
        assertEquals(Sense.invalidFieldInCdb(10, 7), sense(huge, "93 01 0000000000000000 00200001 00 00"));
    }

    @Test
    void writeSameTakesExactlyOneBlock() {
        assertEquals(
                Sense.PARAMETER_LIST_LENGTH_ERROR,
                sense(THIN, "93 00 0000000000000000 00000001 00 00", data("00".repeat(256))));
        assertEquals(
                Sense.PARAMETER_LIST_LENGTH_ERROR,
                sense(THIN, "93 00 0000000000000000 00000001 00 00", data(ZERO_BLOCK), data(ZERO_BLOCK)));
    }

    @Test
    void theCdbTellsWhatItMoves() {
        assertEquals(256 * 512, moved("08 000000 00 00"));
        assertEquals(2 * 512, moved("2a 00 00000000 00 0002 00"));
        assertEquals(0xFFFF_FFFFL * 512, moved("88 00 0000000000000000 ffffffff 00 00"));
        assertEquals(512, moved("93 00 0000000000000000 00000010 00 00"));
        assertEquals(0, moved("93 01 0000000000000000 00000010 00 00"));
        assertEquals(24, moved("42 00 00000000 00 0018 00"));
        assertEquals(8, moved("25 00 00000000 0000 00 00"));
        assertEquals(0x1234, moved("12 00 00 1234 00"));
        assertEquals(0, moved("00 00 00 00 00 00"));
        assertNull(THIN.commands().find(cdb("ff 00 00 00 00 00")));
        assertEquals(0, moved("ff 00 00 00 00 00"));
    }

    private static long moved(String text) {
        return DiskCommands.transferBytes(THIN.commands().find(cdb(text)), cdb(text), 512);
    }
}
