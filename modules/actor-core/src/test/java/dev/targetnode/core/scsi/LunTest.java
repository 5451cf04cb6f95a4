package dev.targetnode.core.scsi;

import static dev.targetnode.core.scsi.Disks.NEXUS;
import static dev.targetnode.core.scsi.Disks.THIN;
import static dev.targetnode.core.scsi.Disks.hex;
import static dev.targetnode.core.scsi.Disks.reply;
import static dev.targetnode.core.scsi.Disks.sense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.targetnode.core.scsi.Lun.AddressMethod;
import org.junit.jupiter.api.Test;

final class LunTest {
    @Test
    void eachMethodHasItsLayout() {
        assertEquals(0x00FF_0000_0000_0000L, Lun.encode(255, AddressMethod.PERIPHERAL));
        assertEquals(0x4005_0000_0000_0000L, Lun.encode(5, AddressMethod.FLAT));
        assertEquals(0x7FFF_0000_0000_0000L, Lun.encode(16383, AddressMethod.FLAT));
        assertEquals(0x8005_0000_0000_0000L, Lun.encode(5, AddressMethod.LUN));
        assertEquals(0xD201_0203_0000_0000L, Lun.encode(0x01_0203, AddressMethod.EXTENDED_FLAT));
    }

    @Test
    void aMethodThatIsTooNarrowGivesWay() {
        assertEquals(0x4100_0000_0000_0000L, Lun.encode(256, AddressMethod.PERIPHERAL));
        assertEquals(0xD200_4000_0000_0000L, Lun.encode(0x4000, AddressMethod.PERIPHERAL));
        assertEquals(0x4020_0000_0000_0000L, Lun.encode(32, AddressMethod.LUN));
    }

    @Test
    void everyNumberSurvivesEveryMethod() {
        for (AddressMethod method : AddressMethod.values()) {
            for (int lun : new int[] {0, 1, 31, 32, 255, 256, 16383, 16384, Lun.MAX}) {
                assertEquals(lun, Lun.decode(Lun.encode(lun, method)), method + " " + lun);
            }
        }
    }

    @Test
    void addressesOfOtherThingsNameNoLogicalUnit() {
        assertEquals(Lun.NONE, Lun.decode(0xC101_0000_0000_0000L)); // REPORT LUNS well-known logical unit
        assertEquals(Lun.NONE, Lun.decode(0x0101_0000_0000_0000L)); // bus 1
        assertEquals(Lun.NONE, Lun.decode(0x0001_0001_0000_0000L)); // a second level
        assertEquals(Lun.NONE, Lun.decode(0x8105_0000_0000_0000L)); // target 1
        assertEquals(Lun.NONE, Lun.decode(0xD200_0001_0000_0001L));
        assertEquals(Lun.NONE, Lun.decode(0xE200_0000_0001_0000L)); // five-byte form
        assertEquals(Lun.NONE, Lun.decode(-1));
    }

    @Test
    void refusesToEncodeANumberOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> Lun.encode(Lun.MAX + 1, AddressMethod.FLAT));
        assertThrows(IllegalArgumentException.class, () -> Lun.encode(-1, AddressMethod.FLAT));
    }

    @Test
    void reportLunsListsWhatTheNexusReaches() {
        byte[] golden = hex("00000010 00000000", "0000000000000000", "0001000000000000");
        assertEquals(2, NEXUS.luns().size());
        for (String select : new String[] {"00", "02", "11"}) {
            assertArrayEquals(golden, reply(THIN, "a0 00 " + select + " 000000 00000100 00 00"), select);
        }
    }

    @Test
    void reportLunsKnowsNoWellKnownOrAdministrativeUnits() {
        for (String select : new String[] {"01", "10", "12"}) {
            assertArrayEquals(
                    hex("00000000 00000000"), reply(THIN, "a0 00 " + select + " 000000 00000100 00 00"), select);
        }
    }

    @Test
    void reportLunsJudgesItsFields() {
        assertEquals(Sense.invalidFieldInCdb(6, 7), sense(THIN, "a0 00 00 000000 0000000f 00 00"));
        assertEquals(Sense.invalidFieldInCdb(2, 7), sense(THIN, "a0 00 03 000000 00000100 00 00"));
        assertEquals(16, reply(THIN, "a0 00 00 000000 00000010 00 00").length);
    }
}
