package dev.targetnode.core.scsi;

import static dev.targetnode.core.scsi.Disks.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import org.junit.jupiter.api.Test;

final class SenseTest {
    @Test
    void fixedFormatPointsAtAFieldOfTheCdb() {
        byte[] golden = hex(
                "70 00 05", // current, fixed; ILLEGAL REQUEST
                "00 00 00 00", // INFORMATION, not valid
                "0a 00 00 00 00", // ADDITIONAL SENSE LENGTH, COMMAND-SPECIFIC INFORMATION
                "24 00 00", // INVALID FIELD IN CDB, FRU
                "cd 00 01"); // SKSV, C/D, BPV, bit 5; byte 1
        assertArrayEquals(golden, Sense.invalidFieldInCdb(1, 5).encode(false));
    }

    @Test
    void fixedFormatPointsAtAFieldOfTheParameterData() {
        byte[] golden = hex("70 00 05 00000000 0a 00000000 26 00 00", "8f 00 10"); // SKSV, BPV, bit 7; byte 16
        assertArrayEquals(golden, Sense.invalidFieldInParameterList(16, 7).encode(false));
    }

    @Test
    void fixedFormatMarksInformationAsValid() {
        byte[] golden = hex("f0 00 05 00200000 0a 00000000 21 00 00 000000");
        assertArrayEquals(golden, Sense.lbaOutOfRange(0x20_0000).encode(false));
    }

    @Test
    void fixedFormatLeavesOutInformationThatDoesNotFit() {
        byte[] golden = hex("70 00 05 00000000 0a 00000000 21 00 00 000000");
        assertArrayEquals(golden, Sense.lbaOutOfRange(0x1_0000_0000L).encode(false));
        assertArrayEquals(golden, Sense.lbaOutOfRange(-1).encode(false));
    }

    @Test
    void descriptorFormatCarriesInformationOfEightBytes() {
        byte[] golden = hex(
                "72 05 21 00 000000 0c", // current, descriptor; ADDITIONAL SENSE LENGTH 12
                "00 0a 80 00 8000000000000001"); // information descriptor, VALID
        assertArrayEquals(golden, Sense.lbaOutOfRange(0x8000_0000_0000_0001L).encode(true));
    }

    @Test
    void descriptorFormatCarriesTheFieldPointer() {
        byte[] golden = hex("72 05 24 00 000000 08", "02 06 0000 cf0003 00");
        assertArrayEquals(golden, Sense.invalidFieldInCdb(3, 7).encode(true));
    }

    @Test
    void descriptorFormatWithoutDescriptorsIsEightBytes() {
        assertArrayEquals(hex("72 00 00 00 000000 00"), Sense.NO_SENSE.encode(true));
    }

    @Test
    void progressIsAFractionOf65536() {
        Sense formatting = new Sense(SenseKey.NOT_READY, 0x04, 0x04, null, new SenseKeySpecific.Progress(0x8000));
        assertArrayEquals(hex("70 00 02 00000000 0a 00000000 04 04 00 808000"), formatting.encode(false));
    }

    @Test
    void aFieldPointerWithoutABitLeavesBpvClear() {
        var pointer = new SenseKeySpecific.FieldPointer(true, 8, SenseKeySpecific.FieldPointer.WHOLE_BYTE);
        assertEquals(0xC0_0008, pointer.bits());
    }

    @Test
    void everyStoreErrorHasItsSense() {
        assertEquals("3/11/00", shown(Sense.of(BackstoreError.READ)));
        assertEquals("3/0c/00", shown(Sense.of(BackstoreError.WRITE)));
        assertEquals("7/27/07", shown(Sense.of(BackstoreError.NO_SPACE)));
        assertEquals("7/27/00", shown(Sense.of(BackstoreError.READ_ONLY)));
        assertEquals("2/04/00", shown(Sense.of(BackstoreError.NOT_READY)));
        assertEquals("5/20/00", shown(Sense.of(BackstoreError.UNSUPPORTED)));
        assertEquals("4/44/00", shown(Sense.of(BackstoreError.INTERNAL)));
    }

    static String shown(Sense sense) {
        return String.format("%x/%02x/%02x", sense.key().code(), sense.asc(), sense.ascq());
    }
}
