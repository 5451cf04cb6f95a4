package dev.targetnode.core.scsi;

import static dev.targetnode.core.scsi.Disks.READ_ONLY;
import static dev.targetnode.core.scsi.Disks.THICK;
import static dev.targetnode.core.scsi.Disks.THIN;
import static dev.targetnode.core.scsi.Disks.hex;
import static dev.targetnode.core.scsi.Disks.reply;
import static dev.targetnode.core.scsi.Disks.sense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class CapacityAndModeTest {
    private static final String RECOVERY = "01 0a c0 00 00 00 00 00 00 00 0000"; // AWRE, ARRE
    private static final String CACHING = "88 12 04 00 0000 0000 0000 0000 00 00 0000 00 000000"; // PS; WCE
    private static final String CONTROL = "8a 0a 20 10 00 00 0000 0000 0000"; // PS; TST 001b, QUEUE ALGORITHM 1
    private static final String EXCEPTIONS = "1c 0a 08 00 00000000 00000000"; // DEXCPT
    private static final String SHORT_DESCRIPTOR = "00200000 00 000200";

    private static final DiskState HUGE = THIN.withGeometry(new DiskGeometry(1L << 40, 512, 3));

    @Test
    void readCapacity10GivesTheLastLba() {
        assertArrayEquals(hex("001fffff 00000200"), reply(THIN, "25 00 00000000 0000 00 00"));
    }

    @Test
    void readCapacity10OfAHugeDiskSendsTheInitiatorToReadCapacity16() {
        assertArrayEquals(hex("ffffffff 00000200"), reply(HUGE, "25 00 00000000 0000 00 00"));
    }

    @Test
    void readCapacityRefusesAnAddressWithoutPmi() {
        assertEquals(Sense.invalidFieldInCdb(2, 7), sense(THIN, "25 00 00000001 0000 00 00"));
        assertEquals(Sense.invalidFieldInCdb(2, 7), sense(THIN, "9e 10 0000000000000001 00000020 00 00"));
        assertEquals(8, reply(THIN, "25 00 00000001 0000 01 00").length);
        assertEquals(32, reply(THIN, "9e 10 0000000000000001 00000020 01 00").length);
    }

    @Test
    void readCapacity16TellsPhysicalBlocksAndProvisioning() {
        byte[] golden = hex(
                "00000000001fffff", // RETURNED LOGICAL BLOCK ADDRESS
                "00000200", // LOGICAL BLOCK LENGTH IN BYTES
                "00", // P_TYPE, PROT_EN
                "03", // P_I_EXPONENT 0, eight logical blocks in a physical one
                "c000", // LBPME, LBPRZ, LOWEST ALIGNED LOGICAL BLOCK ADDRESS 0
                "00000000000000000000000000000000");
        assertArrayEquals(golden, reply(THIN, "9e 10 0000000000000000 00000020 00 00"));
        byte[] thick = reply(THICK, "9e 10 0000000000000000 00000020 00 00");
        assertEquals(0, thick[14]);
    }

    @Test
    void readCapacity16TellsWhereThePhysicalBlocksBegin() {
        DiskState shifted = THIN.withGeometry(new DiskGeometry(0x20_0000, 512, 3, 7, 128));
        byte[] answer = reply(shifted, "9e 10 0000000000000000 00000020 00 00");
        assertEquals(3, answer[13]);
        assertEquals((byte) 0xc0, answer[14]); // LBPME, LBPRZ and the upper six bits
        assertEquals(7, answer[15]);
        assertThrows(IllegalArgumentException.class, () -> new DiskGeometry(8, 512, 3, 8, 8));
        assertThrows(IllegalArgumentException.class, () -> new DiskGeometry(8, 512, 3, 0, 65_536));
    }

    @Test
    void readCapacity16IsCutToTheAllocationLength() {
        assertEquals(12, reply(THIN, "9e 10 0000000000000000 0000000c 00 00").length);
        assertEquals(32, reply(THIN, "9e 10 0000000000000000 ffffffff 00 00").length);
    }

    @Test
    void modeSense6GivesAllPagesInAscendingOrder() {
        byte[] golden = hex(
                "43", // MODE DATA LENGTH: 67
                "00", // MEDIUM TYPE
                "10", // WP 0, DPOFUA 1
                "08", // BLOCK DESCRIPTOR LENGTH
                SHORT_DESCRIPTOR,
                RECOVERY,
                CACHING,
                CONTROL,
                EXCEPTIONS);
        assertArrayEquals(golden, reply(THIN, "1a 00 3f 00 ff 00"));
        assertArrayEquals(golden, reply(THIN, "1a 00 3f ff ff 00"));
    }

    @Test
    void modeSense10GivesTheLongDescriptorOnRequest() {
        byte[] golden = hex(
                "0022", // MODE DATA LENGTH: 34
                "00 10", // MEDIUM TYPE; DPOFUA
                "01 00", // LONGLBA
                "0010", // BLOCK DESCRIPTOR LENGTH
                "0000000000200000 00000000 00000200",
                CONTROL);
        assertArrayEquals(golden, reply(THIN, "5a 10 0a 00 000000 00ff 00"));
    }

    @Test
    void modeSenseLeavesTheBlockDescriptorOutOnRequest() {
        assertArrayEquals(hex("0f 00 10 00", CONTROL), reply(THIN, "1a 08 0a 00 ff 00"));
        assertArrayEquals(hex("0012 00 10 00 00 0000", CONTROL), reply(THIN, "5a 18 0a 00 000000 00ff 00"));
    }

    @Test
    void shortDescriptorOfAHugeDiskIsAllOnes() {
        assertArrayEquals(hex("17 00 10 08 ffffffff 00 000200", CONTROL), reply(HUGE, "1a 00 0a 00 ff 00"));
    }

    @Test
    void changeableValuesAreThoseWhoseChangeHasAnEffect() {
        assertArrayEquals( // D_SENSE, SWP
                hex("0f 00 10 00 8a 0a 04 00 08 00 0000 0000 0000"), reply(THIN, "1a 08 4a 00 ff 00"));
        assertArrayEquals(hex("0f 00 10 00 01 0a 0000000000 0000000000"), reply(THIN, "1a 08 41 00 ff 00"));
        assertArrayEquals(hex("0f 00 10 00 1c 0a 0000000000 0000000000"), reply(THIN, "1a 08 5c 00 ff 00"));
        assertEquals(0x04, reply(THIN, "1a 08 48 00 ff 00")[6]); // WCE
        assertEquals(0x00, reply(Disks.cached(new CachePolicy(true, false)), "1a 08 48 00 ff 00")[6]);
        assertEquals(0x00, reply(Disks.cached(new CachePolicy(false, true)), "1a 08 48 00 ff 00")[6]);
    }

    @Test
    void defaultValuesAreNotTheCurrentOnes() {
        DiskState protectedBySoftware = THIN.withControl(new ControlMode(true, true, true, false));
        assertArrayEquals(
                hex("0f 00 90 00 8a 0a 24 10 08 00 0000 0000 0000"), reply(protectedBySoftware, "1a 08 0a 00 ff 00"));
        assertArrayEquals(hex("0f 00 90 00", CONTROL), reply(protectedBySoftware, "1a 08 8a 00 ff 00"));
    }

    @Test
    void savedValuesAreNeitherTheCurrentNorTheDefaultOnes() {
        ModeSettings saved = new ModeSettings(new CachePolicy(true, false), new ControlMode(true, true, false, false));
        DiskState disk = THIN.withSaved(saved);
        assertEquals(0x24, reply(disk, "1a 08 ca 00 ff 00")[6]);
        assertEquals(0x20, reply(disk, "1a 08 0a 00 ff 00")[6]);
        assertEquals(0x20, reply(disk, "1a 08 8a 00 ff 00")[6]);
        assertEquals(0x00, reply(disk, "1a 08 c8 00 ff 00")[6]);
        assertEquals(0x04, reply(disk, "1a 08 08 00 ff 00")[6]);
    }

    @Test
    void cachingPageFollowsTheCachePolicy() {
        assertEquals(0x04, reply(Disks.cached(new CachePolicy(false, false)), "1a 08 08 00 ff 00")[6]);
        assertEquals(0x00, reply(Disks.cached(new CachePolicy(true, false)), "1a 08 08 00 ff 00")[6]);
        assertEquals(0x00, reply(Disks.cached(new CachePolicy(false, true)), "1a 08 08 00 ff 00")[6]);
    }

    @Test
    void readOnlyDiskSetsWp() {
        assertEquals((byte) 0x90, reply(READ_ONLY, "1a 08 08 00 ff 00")[2]);
        assertEquals((byte) 0x90, reply(READ_ONLY, "5a 08 08 00 000000 00ff 00")[3]);
    }

    @Test
    void refusesUnknownPagesAndSubpages() {
        assertEquals(Sense.invalidFieldInCdb(2, 5), sense(THIN, "1a 08 05 00 ff 00"));
        assertEquals(Sense.invalidFieldInCdb(3, 7), sense(THIN, "1a 08 0a 01 ff 00"));
        assertEquals(Sense.invalidFieldInCdb(3, 7), sense(THIN, "5a 08 3f 01 000000 00ff 00"));
    }

    @Test
    void llbaaIsAReservedBitOfTheShortForm() {
        assertEquals(Sense.invalidFieldInCdb(1, 4), sense(THIN, "1a 10 0a 00 ff 00"));
    }

    @Test
    void geometryRefusesLengthsThatNoFieldCouldHold() {
        for (int wrong : new int[] {0, 256, 513, 1 << 21}) {
            assertThrows(IllegalArgumentException.class, () -> new DiskGeometry(1, wrong, 0), () -> "" + wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> new DiskGeometry(0, 512, 0));
        assertThrows(IllegalArgumentException.class, () -> new DiskGeometry(1, 512, 16));
    }
}
