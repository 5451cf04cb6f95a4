package dev.targetnode.core.scsi;

import static dev.targetnode.core.scsi.Disks.THICK;
import static dev.targetnode.core.scsi.Disks.THIN;
import static dev.targetnode.core.scsi.Disks.hex;
import static dev.targetnode.core.scsi.Disks.reply;
import static dev.targetnode.core.scsi.Disks.sense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

final class InquiryTest {
    private static final byte[] STANDARD = hex(
            "00", // PERIPHERAL QUALIFIER 0, direct access block device
            "00", // not removable
            "06", // VERSION: SPC-4
            "12", // NORMACA 0, HISUP 1, RESPONSE DATA FORMAT 2
            "5b", // ADDITIONAL LENGTH: 96 - 5
            "00", // SCCS, ACC, TPGS, 3PC, PROTECT
            "10", // MULTIP
            "02", // CMDQUE
            "534353545f46494f", // SCST_FIO
            "6469736b312020202020202020202020", // disk1
            "30313030", // 0100
            "0000000000000000000000000000000000000000 00 00", // vendor specific, reserved
            "00a0 0960 0460 04c0", // SAM-5, iSCSI, SPC-4, SBC-3
            "0000 0000 0000 0000",
            "00000000000000000000000000000000000000000000"); // reserved to byte 95

    @Test
    void standardDataIsThatOfAnSbc3Disk() {
        assertEquals(96, STANDARD.length);
        assertArrayEquals(STANDARD, reply(THIN, "12 00 00 00ff 00"));
    }

    @Test
    void dataIsCutToTheAllocationLengthAndStillTellsItsOwn() {
        byte[] cut = reply(THIN, "12 00 00 0005 00");
        assertArrayEquals(hex("00 00 06 12 5b"), cut);
        assertEquals(0, reply(THIN, "12 00 00 0000 00").length);
    }

    @Test
    void removableDiskSaysSo() {
        DiskState removable = new DiskState(
                THIN.identity(),
                THIN.geometry(),
                THIN.cache(),
                THIN.provisioning(),
                THIN.limits(),
                THIN.control(),
                false,
                true,
                true);
        assertEquals((byte) 0x80, reply(removable, "12 00 00 00ff 00")[1]);
    }

    @Test
    void vendorSpecificBytesFollowFrom96() {
        DiskIdentity own = new DiskIdentity("V", "P", "R", "x", "x", "1", "", "", "", "abc");
        DiskState disk = new DiskState(
                own,
                THIN.geometry(),
                THIN.cache(),
                THIN.provisioning(),
                THIN.limits(),
                THIN.control(),
                false,
                false,
                true);
        byte[] data = reply(disk, "12 00 00 00ff 00");
        assertEquals(99, data.length);
        assertEquals(94, data[4]);
        assertEquals('c', data[98]);
    }

    @Test
    void refusesAPageCodeWithoutEvpd() {
        assertEquals(Sense.invalidFieldInCdb(2, 7), sense(THIN, "12 00 80 00ff 00"));
    }

    @Test
    void refusesTheObsoleteCmddtBit() {
        assertEquals(Sense.invalidFieldInCdb(1, 1), sense(THIN, "12 02 00 00ff 00"));
    }

    @Test
    void refusesAPageThatIsNotListed() {
        assertEquals(Sense.invalidFieldInCdb(2, 7), sense(THIN, "12 01 b3 00ff 00"));
    }

    @Test
    void acceptsTheObsoleteLunBits() {
        assertArrayEquals(STANDARD, reply(THIN, "12 e0 00 00ff 00"));
    }

    @Test
    void page00ListsThePagesInAscendingOrder() {
        assertArrayEquals(hex("00 00 0007", "00 80 83 86 b0 b1 b2"), reply(THIN, "12 01 00 00ff 00"));
    }

    @Test
    void page80IsTheUnitSerialNumber() {
        assertArrayEquals(hex("00 80 0004", "31613262"), reply(THIN, "12 01 80 00ff 00"));
    }

    @Test
    void page83NamesLogicalUnitPortAndDevice() {
        byte[] golden = hex(
                "00 83 00 82", // 12 + 22 + 8 + 48 + 40 bytes of descriptors
                "01 03 00 08", // binary; logical unit, NAA
                "3123456789abcdef",
                "02 01 00 12", // ASCII; logical unit, T10 vendor ID
                "534353545f46494f 316132622d6469736b31",
                "51 94 00 04", // iSCSI, binary; PIV, target port, relative target port identifier
                "00000001",
                "53 98 00 2c", // iSCSI, UTF-8; PIV, target port, SCSI name string
                "69716e2e323032362d31312e6465762e7461726765746e6f64653a6469736b31", // iqn.2026-11.dev.targetnode:disk1
                "2c742c307830303031 000000", // ,t,0x0001 and NULs to a multiple of four
                "53 a8 00 24", // iSCSI, UTF-8; PIV, target device, SCSI name string
                "69716e2e323032362d31312e6465762e7461726765746e6f64653a6469736b31 00000000");
        assertArrayEquals(golden, reply(THIN, "12 01 83 00ff 00"));
    }

    @Test
    void page86TellsTaskAttributesAndCaches() {
        String reserved = "00".repeat(57);
        assertArrayEquals(
                hex("00 86 003c", "00", "07", "01", reserved), // no protection; HEADSUP, ORDSUP, SIMPSUP; V_SUP
                reply(THIN, "12 01 86 00ff 00"));
        assertEquals(0x02, reply(Disks.cached(new CachePolicy(false, true)), "12 01 86 00ff 00")[6]); // NV_SUP
    }

    @Test
    void pageB0IsTheLongFormWithTheLimitsThatAreEnforced() {
        byte[] golden = hex(
                "00 b0 003c",
                "01", // WSNZ
                "ff", // MAXIMUM COMPARE AND WRITE LENGTH: 255
                "0008", // OPTIMAL TRANSFER LENGTH GRANULARITY: a physical block
                "00010000", // MAXIMUM TRANSFER LENGTH: 32 MiB
                "00000400", // OPTIMAL TRANSFER LENGTH: 512 KiB
                "00010000", // MAXIMUM PREFETCH LENGTH: 32 MiB
                "00100000", // MAXIMUM UNMAP LBA COUNT: 2^20
                "00000100", // MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT
                "00000008", // OPTIMAL UNMAP GRANULARITY
                "80000000", // UGAVALID, UNMAP GRANULARITY ALIGNMENT 0
                "0000000000200000", // MAXIMUM WRITE SAME LENGTH: 1 GiB
                "0000000000000000000000000000000000000000"); // no atomic writes
        assertArrayEquals(golden, reply(THIN, "12 01 b0 00ff 00"));
    }

    @Test
    void pageB0OfAThickDiskKnowsNoUnmap() {
        byte[] page = reply(THICK, "12 01 b0 00ff 00");
        for (int i = 20; i < 36; i++) {
            assertEquals(0, page[i], "byte " + i);
        }
    }

    @Test
    void pageB0TellsWhatTheMediumWouldLikeToGet() {
        DiskState striped = THIN.withGeometry(new DiskGeometry(0x20_0000, 512, 3, 0, 128));
        byte[] page = reply(striped, "12 01 b0 00ff 00");
        assertEquals(0, page[6]);
        assertEquals((byte) 128, page[7]); // OPTIMAL TRANSFER LENGTH GRANULARITY
    }

    @Test
    void pageB1TellsRotatingFromSolid() {
        String reserved = "00".repeat(58);
        assertArrayEquals(hex("00 b1 003c", "3a98", reserved), reply(THIN, "12 01 b1 00ff 00")); // 15,000
        assertArrayEquals(hex("00 b1 003c", "0001", reserved), reply(THICK, "12 01 b1 00ff 00"));
    }

    @Test
    void pageB2TellsThinFromThick() {
        byte[] thin = hex(
                "00 b2 0004",
                "00", // THRESHOLD EXPONENT: none
                "e4", // LBPU, LBPWS, LBPWS10, LBPRZ 001b
                "02", // thin provisioned
                "00");
        assertArrayEquals(thin, reply(THIN, "12 01 b2 00ff 00"));
        assertArrayEquals(hex("00 b2 0004 00000000"), reply(THICK, "12 01 b2 00ff 00"));
    }

    @Test
    void everyListedPageAnswersWithItsOwnCode() {
        byte[] list = reply(THIN, "12 01 00 00ff 00");
        for (int i = 4; i < list.length; i++) {
            byte[] page = reply(THIN, String.format("12 01 %02x ffff 00", list[i] & 0xFF));
            assertEquals(list[i], page[1]);
            assertEquals(page.length - 4, (page[2] & 0xFF) << 8 | (page[3] & 0xFF));
        }
    }

    @Test
    void anAbsentLogicalUnitAnswersOnlyTheThreeCommandsOfEveryLun() {
        byte[] inquiry = assertInstanceOf(
                        Plan.Reply.class, AbsentLogicalUnit.plan(Disks.NEXUS, Disks.cdb("12 00 00 00ff 00")))
                .toByteArray();
        assertEquals(0x7F, inquiry[0]);
        assertEquals(36, inquiry.length);
        assertEquals(31, inquiry[4]);
        byte[] sense = assertInstanceOf(
                        Plan.Reply.class, AbsentLogicalUnit.plan(Disks.NEXUS, Disks.cdb("03 00 00 00 ff 00")))
                .toByteArray();
        assertArrayEquals(Sense.LOGICAL_UNIT_NOT_SUPPORTED.encode(false), sense);
        assertInstanceOf(
                Plan.Reply.class, AbsentLogicalUnit.plan(Disks.NEXUS, Disks.cdb("a0 00 00 000000 00000100 00 00")));
        for (String other : new String[] {"00 00 00 00 00 00", "28 00 00000000 00 0001 00", "ff 00 00 00 00 00"}) {
            assertEquals(
                    Plan.check(Sense.LOGICAL_UNIT_NOT_SUPPORTED),
                    AbsentLogicalUnit.plan(Disks.NEXUS, Disks.cdb(other)));
        }
    }
}
