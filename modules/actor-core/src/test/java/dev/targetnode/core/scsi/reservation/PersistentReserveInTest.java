package dev.targetnode.core.scsi.reservation;

import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_IN_READ_FULL_STATUS;
import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_IN_READ_KEYS;
import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_IN_READ_RESERVATION;
import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_IN_REPORT_CAPABILITIES;
import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_OUT_REGISTER;
import static dev.targetnode.core.scsi.reservation.Reserver.A;
import static dev.targetnode.core.scsi.reservation.Reserver.B;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.Plan;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** PERSISTENT RESERVE IN (SPC-4 6.15). */
final class PersistentReserveInTest {
    private final Reserver unit = new Reserver();

    private byte[] read(Operation operation, int allocationLength) {
        Cdb cdb =
                Cdb.ofBytes(0x5E, operation.serviceAction(), 0, 0, 0, 0, 0, allocationLength >> 8, allocationLength, 0);
        return assertInstanceOf(Plan.Reply.class, PersistentReserveIn.plan(operation, cdb, unit.now, unit.ports))
                .toByteArray();
    }

    private static byte[] hex(String... lines) {
        return HexFormat.of().parseHex(String.join("", lines).replace(" ", ""));
    }

    @Test
    void readKeysListsKeysAndKeepsItsLengthWhenItIsCut() {
        assertArrayEquals(hex("00000000 00000000"), read(PERSISTENT_RESERVE_IN_READ_KEYS, 255));
        unit.registered(0x1122334455667788L, 0xB);
        assertArrayEquals(
                hex("00000002 00000010", "1122334455667788", "000000000000000b"),
                read(PERSISTENT_RESERVE_IN_READ_KEYS, 8192));
        assertArrayEquals(hex("00000002 00000010", "11223344"), read(PERSISTENT_RESERVE_IN_READ_KEYS, 12));
        assertArrayEquals(hex(), read(PERSISTENT_RESERVE_IN_READ_KEYS, 0));
    }

    @Test
    void readReservationGivesTheHoldersKeyScopeAndType() {
        unit.registered(0xA);
        assertArrayEquals(hex("00000001 00000000"), read(PERSISTENT_RESERVE_IN_READ_RESERVATION, 255));
        unit.reserve(A, Reserver.EA_RO, 0xA);
        assertArrayEquals(
                hex("00000001 00000010", "000000000000000a", "00000000", "00", "06", "0000"),
                read(PERSISTENT_RESERVE_IN_READ_RESERVATION, 255));
    }

    @Test
    void readReservationGivesNoKeyWhereAllRegistrantsHold() {
        unit.registered(0xA, 0xB).reserve(A, Reserver.WE_AR, 0xA);
        assertArrayEquals(
                hex("00000002 00000010", "0000000000000000", "00000000", "00", "07", "0000"),
                read(PERSISTENT_RESERVE_IN_READ_RESERVATION, 255));
    }

    @Test
    void capabilitiesAreWhatThereIs() {
        // CRH, ATP_C, PTPL_C; TMV, ALLOW COMMANDS 001b; all six types
        assertArrayEquals(hex("0008 15 90 ea01 0000"), read(PERSISTENT_RESERVE_IN_REPORT_CAPABILITIES, 255));
        unit.good(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, 0, 0xA, 0x01);
        assertArrayEquals(hex("0008 15 91 ea01 0000"), read(PERSISTENT_RESERVE_IN_REPORT_CAPABILITIES, 255));
    }

    @Test
    void fullStatusNamesEachNexusByItsTransportId() {
        unit.registered(0xA, 0xB).reserve(B, Reserver.WE, 0xB);
        String name1 = HexFormat.of()
                .formatHex("iqn.2026-11.example:host1,i,0x800000000001".getBytes(StandardCharsets.US_ASCII));
        String name2 = HexFormat.of()
                .formatHex("iqn.2026-11.example:host2,i,0x800000000002".getBytes(StandardCharsets.US_ASCII));
        assertEquals(42 * 2, name1.length());
        assertArrayEquals(
                hex(
                        "00000002 00000090", // PRGENERATION, ADDITIONAL LENGTH
                        "000000000000000a 00000000 00 00 00000000 0001 00000030", // not a holder, port 1
                        "45 00 002c",
                        name1,
                        "0000",
                        "000000000000000b 00000000 01 01 00000000 0001 00000030", // R_HOLDER, LU scope, WE
                        "45 00 002c",
                        name2,
                        "0000"),
                read(PERSISTENT_RESERVE_IN_READ_FULL_STATUS, 8192));
    }

    @Test
    void fullStatusCallsEveryRegistrantAHolderWhereAllHoldAndReportsTodaysPortNumber() {
        unit.registered(0xA, 0xB).reserve(B, Reserver.EA_AR, 0xB);
        unit.ports.put(Reserver.PORT, 7);
        byte[] status = read(PERSISTENT_RESERVE_IN_READ_FULL_STATUS, 8192);
        assertEquals(0x01, status[8 + 12]);
        assertEquals(0x08, status[8 + 13]);
        assertEquals(7, status[8 + 19]);
        assertEquals(0x01, status[8 + 72 + 12]);
    }

    @Test
    void aShortNameIsPaddedToTheLeastLength() {
        assertArrayEquals(
                hex("45 00 0014", "61622c692c3078303030303030303030303031", "00"), // ab,i,0x000000000001 and a NUL
                new TransportId("ab", 0x1L).encode());
        assertEquals(28, new TransportId("abc", 0x1L).encode().length, "a NUL ends the name");
    }

    @Test
    void whileAReserveIsInForceNothingIsReported() {
        unit.now = unit.now.withReservedBy(A);
        assertEquals(
                Plan.CONFLICT,
                PersistentReserveIn.plan(PERSISTENT_RESERVE_IN_READ_KEYS, Cdb.ofBytes(0x5E), unit.now, unit.ports));
    }
}
