package dev.targetnode.core.scsi;

import static dev.targetnode.core.scsi.Disks.THIN;
import static dev.targetnode.core.scsi.Disks.hex;
import static dev.targetnode.core.scsi.Disks.plan;
import static dev.targetnode.core.scsi.Disks.reply;
import static dev.targetnode.core.scsi.Disks.sense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.targetnode.core.scsi.LogCounters.Group;
import dev.targetnode.core.scsi.Plan.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** START STOP UNIT, PREVENT ALLOW, logs, diagnostics, defect lists and the list of task management functions. */
final class UnitCommandsTest {
    private static final DiskState REMOVABLE = new DiskState(
            Disks.IDENTITY,
            THIN.geometry(),
            THIN.cache(),
            THIN.provisioning(),
            THIN.limits(),
            THIN.control(),
            false,
            true,
            false);

    private static final LogCounters COUNTERS =
            new LogCounters(new Group(0x1000, 1), new Group(0x2000, 2), new Group(0x3000, 3), 4);

    private static byte[] log(String cdb) {
        Plan.ReportLog asked = assertInstanceOf(Plan.ReportLog.class, plan(THIN, cdb), cdb);
        return assertInstanceOf(Plan.Reply.class, asked.reply(COUNTERS)).toByteArray();
    }

    @Test
    void startStopUnitStartsAndStops() {
        assertEquals(new Plan.StartStop(Action.START, false, false), plan(THIN, "1b 00 00 00 01 00"));
        assertEquals(new Plan.StartStop(Action.STOP, true, true), plan(THIN, "1b 01 00 00 00 00"));
        assertEquals(new Plan.StartStop(Action.STOP, false, false), plan(THIN, "1b 00 00 00 04 00"));
    }

    @Test
    void onlyARemovableMediumIsLoadedAndEjected() {
        assertEquals(new Plan.StartStop(Action.EJECT, true, false), plan(REMOVABLE, "1b 00 00 00 02 00"));
        assertEquals(new Plan.StartStop(Action.LOAD, false, false), plan(REMOVABLE, "1b 00 00 00 03 00"));
        assertEquals(Sense.invalidFieldInCdb(4, 1), sense(THIN, "1b 00 00 00 02 00"));
        assertEquals(Sense.invalidFieldInCdb(4, 1), sense(THIN, "1b 00 00 00 03 00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00 10", "00 20", "02 20", "00 30", "01 30", "00 70", "00 a0", "00 b0", "00 12", "00 33"})
    void powerConditionsThatExistAreTakenAndChangeNothing(String modifierAndCondition) {
        assertEquals(Plan.GOOD, plan(THIN, "1b 00 00 " + modifierAndCondition + " 00"));
    }

    @Test
    void powerConditionsThatDoNotExistAreRefused() {
        for (int condition : new int[] {4, 5, 6, 8, 9, 0xC, 0xF}) {
            String cdb = String.format("1b 00 00 00 %x0 00", condition);
            assertEquals(Sense.invalidFieldInCdb(4, 7), sense(THIN, cdb), cdb);
        }
        assertEquals(Sense.invalidFieldInCdb(3, 3), sense(THIN, "1b 00 00 03 20 00"));
        assertEquals(Sense.invalidFieldInCdb(3, 3), sense(THIN, "1b 00 00 01 10 00"));
        assertEquals(Sense.invalidFieldInCdb(3, 3), sense(THIN, "1b 00 00 01 01 00"));
    }

    @Test
    void preventAllowKnowsTwoValues() {
        assertEquals(new Plan.PreventRemoval(true), plan(THIN, "1e 00 00 00 01 00"));
        assertEquals(new Plan.PreventRemoval(false), plan(THIN, "1e 00 00 00 00 00"));
        assertEquals(Sense.invalidFieldInCdb(4, 1), sense(THIN, "1e 00 00 00 02 00"));
    }

    @Test
    void logPage00ListsThePages() {
        assertArrayEquals(hex("00 00 0006", "00 02 03 05 06 2f"), log("4d 00 40 00 00 0000 00ff 00"));
        assertArrayEquals(hex("40 ff 000e", "0000 00ff 0200 0300 0500 0600 2f00"), log("4d 00 40 ff 00 0000 00ff 00"));
        assertEquals(4, log("4d 00 40 00 00 0000 0004 00").length);
    }

    @Test
    void errorCounterPagesTellBytesAndErrors() {
        byte[] golden = hex(
                "83 00 0024", // DS, page 03h
                "0003 20 08 0000000000000000", // corrected: not known to be any
                "0005 20 08 0000000000002000", // bytes
                "0006 20 08 0000000000000002"); // not corrected
        assertArrayEquals(golden, log("4d 00 43 00 00 0000 00ff 00"));
        assertArrayEquals(hex("82 00 000c", "0006 20 08 0000000000000001"), log("4d 00 42 00 00 0006 00ff 00"));
        assertArrayEquals(hex("85 00 000c", "0006 20 08 0000000000000000"), log("4d 00 c5 00 00 0006 00ff 00"));
        assertArrayEquals(hex("86 00 000c", "0000 20 08 0000000000000004"), log("4d 00 46 00 00 0000 00ff 00"));
        assertArrayEquals(hex("af 00 0008", "0000 23 04 0000ff00"), log("4d 00 6f 00 00 0000 00ff 00"));
    }

    @Test
    void logSenseRefusesWhatItDoesNotHave() {
        assertEquals(Sense.invalidFieldInCdb(2, 5), sense(THIN, "4d 00 4d 00 00 0000 00ff 00")); // temperature
        assertEquals(Sense.invalidFieldInCdb(3, 7), sense(THIN, "4d 00 42 01 00 0000 00ff 00"));
        assertEquals(Sense.invalidFieldInCdb(2, 7), sense(THIN, "4d 00 02 00 00 0000 00ff 00")); // thresholds
        assertEquals(Sense.invalidFieldInCdb(5, 7), sense(THIN, "4d 00 42 00 00 0007 00ff 00"));
        assertEquals(Sense.invalidFieldInCdb(1, 0), sense(THIN, "4d 01 42 00 00 0000 00ff 00")); // SP
    }

    @Test
    void logSelectClearsOnePageOrAll() {
        Plan.ClearLog all = assertInstanceOf(Plan.ClearLog.class, plan(THIN, "4c 02 c0 00 000000 0000 00"));
        assertEquals(LogCounters.ZERO, all.cleared(COUNTERS));
        Plan.ClearLog reads = assertInstanceOf(Plan.ClearLog.class, plan(THIN, "4c 02 c3 00 000000 0000 00"));
        assertEquals(new LogCounters(COUNTERS.written(), Group.ZERO, COUNTERS.verified(), 4), reads.cleared(COUNTERS));
        assertEquals(Plan.GOOD, plan(THIN, "4c 00 c0 00 000000 0000 00"));
        assertEquals(Sense.invalidFieldInCdb(7, 7), sense(THIN, "4c 00 c0 00 000000 0004 00"));
        assertEquals(Sense.invalidFieldInCdb(2, 5), sense(THIN, "4c 02 cd 00 000000 0000 00"));
    }

    @Test
    void sendDiagnosticTestsInTheForegroundOnly() {
        assertEquals(new Plan.SelfTest(), plan(THIN, "1d 04 00 0000 00"));
        assertEquals(new Plan.SelfTest(), plan(THIN, "1d a0 00 0000 00"));
        assertEquals(Plan.GOOD, plan(THIN, "1d 10 00 0000 00"));
        assertEquals(Sense.invalidFieldInCdb(1, 7), sense(THIN, "1d 20 00 0000 00"));
        assertEquals(Sense.invalidFieldInCdb(1, 7), sense(THIN, "1d a4 00 0000 00"));
        assertEquals(Sense.invalidFieldInCdb(3, 7), sense(THIN, "1d 10 00 0004 00", Disks.data("00000000")));
    }

    @Test
    void receiveDiagnosticResultsListsItsOnlyPage() {
        assertArrayEquals(hex("00 00 0001 00"), reply(THIN, "1c 01 00 00ff 00"));
        assertEquals(Sense.invalidFieldInCdb(2, 7), sense(THIN, "1c 01 40 00ff 00"));
    }

    @Test
    void defectListsAreEmptyInTheFormatThatWasAskedFor() {
        assertArrayEquals(hex("00 1d 0000"), reply(THIN, "37 00 1d 00000000 0010 00"));
        assertArrayEquals(hex("00 0b 0000 00000000"), reply(THIN, "b7 0b 00000000 00000010 00 00"));
        assertEquals(Sense.invalidFieldInCdb(2, 2), sense(THIN, "37 00 0e 00000000 0010 00"));
        assertEquals(Sense.invalidFieldInCdb(1, 2), sense(THIN, "b7 0f 00000000 00000010 00 00"));
    }

    @Test
    void taskManagementFunctionsAreThoseThatSessionsCarryOut() {
        assertArrayEquals(hex("da 00 00 00"), reply(THIN, "a3 0d 00 000000 00000004 00 00"));
        assertArrayEquals(hex("da 00 00 0c 00000000 00000000 00000000"), reply(THIN, "a3 0d 80 000000 00000010 00 00"));
        assertEquals(Sense.invalidFieldInCdb(6, 7), sense(THIN, "a3 0d 00 000000 00000003 00 00"));
        assertEquals(Sense.invalidFieldInCdb(6, 7), sense(THIN, "a3 0d 80 000000 0000000f 00 00"));
    }

    @Test
    void deferredSenseHasItsOwnResponseCodes() {
        assertEquals(0x71, Sense.WRITE_ERROR.asDeferred().encode(false)[0]);
        assertEquals(0x73, Sense.WRITE_ERROR.asDeferred().encode(true)[0]);
        assertEquals((byte) 0xF1, Sense.miscompare(7).asDeferred().encode(false)[0]);
    }
}
