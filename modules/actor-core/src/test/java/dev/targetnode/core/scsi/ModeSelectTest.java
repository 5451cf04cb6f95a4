package dev.targetnode.core.scsi;

import static dev.targetnode.core.scsi.Disks.THIN;
import static dev.targetnode.core.scsi.Disks.data;
import static dev.targetnode.core.scsi.Disks.plan;
import static dev.targetnode.core.scsi.Disks.sense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** MODE SELECT (SPC-4 6.11, 6.12). */
final class ModeSelectTest {
    private static final String HEADER = "00 00 00 00";
    private static final String CONTROL = "0a 0a 20 10 00 00 0000 0000 0000";
    private static final String CONTROL_D_SENSE = "0a 0a 24 10 00 00 0000 0000 0000";
    private static final String CONTROL_SWP = "0a 0a 20 10 08 00 0000 0000 0000";
    private static final String CACHING_OFF = "08 12 00 00 0000 0000 0000 0000 00 00 0000 00 000000";

    private static ModeSettings modes(boolean writeCache, boolean descriptorSense, boolean writeProtect) {
        return new ModeSettings(
                new CachePolicy(!writeCache, false), new ControlMode(true, descriptorSense, writeProtect, false));
    }

    @Test
    void changesTheFieldsThatCanBeChanged() {
        assertEquals(
                new Plan.ChangeModes(modes(true, true, false), false),
                plan(THIN, "15 10 00 00 10 00", data(HEADER, CONTROL_D_SENSE)));
        assertEquals(
                new Plan.ChangeModes(modes(true, false, true), true),
                plan(THIN, "15 11 00 00 10 00", data(HEADER, CONTROL_SWP)));
    }

    @Test
    void severalPagesOfOneListAddUp() {
        assertEquals(
                new Plan.ChangeModes(modes(false, false, true), false),
                plan(THIN, "15 10 00 00 24 00", data(HEADER, CACHING_OFF, CONTROL_SWP)));
        assertEquals(
                new Plan.ChangeModes(modes(false, false, true), false),
                plan(THIN, "55 10 0000000000 0028 00", data("0000000000000000", CONTROL_SWP, CACHING_OFF)));
    }

    @Test
    void aPageThatIsNotSentStaysAsItIs() {
        DiskState changed = THIN.withModes(modes(false, true, false));
        assertEquals(
                new Plan.ChangeModes(modes(false, false, true), false),
                plan(changed, "15 10 00 00 10 00", data(HEADER, CONTROL_SWP)));
    }

    @Test
    void refusesToChangeWhatCannotBeChangedAndPointsAtIt() {
        assertEquals( // QERR
                Sense.invalidFieldInParameterList(4 + 3, 1),
                sense(THIN, "15 10 00 00 10 00", data(HEADER, "0a 0a 20 12 00 00 0000 0000 0000")));
        assertEquals( // TST
                Sense.invalidFieldInParameterList(4 + 2, 5),
                sense(THIN, "15 10 00 00 10 00", data(HEADER, "0a 0a 00 10 00 00 0000 0000 0000")));
        assertEquals( // TAS
                Sense.invalidFieldInParameterList(4 + 5, 6),
                sense(THIN, "15 10 00 00 10 00", data(HEADER, "0a 0a 20 10 00 40 0000 0000 0000")));
        assertEquals( // WCE of a cache that is written through by configuration
                Sense.invalidFieldInParameterList(4 + 2, 2),
                sense(
                        Disks.cached(new CachePolicy(true, false)),
                        "15 10 00 00 18 00",
                        data(HEADER, "08 12 04 00 0000 0000 0000 0000 00 00 0000 00 000000")));
    }

    @Test
    void refusesPagesThatDoNotExistHaveAnotherLengthOrCarryPs() {
        assertEquals(
                Sense.invalidFieldInParameterList(4, 5),
                sense(THIN, "15 10 00 00 10 00", data(HEADER, "02 0a 20 10 00 00 0000 0000 0000")));
        assertEquals(
                Sense.invalidFieldInParameterList(5, 7),
                sense(THIN, "15 10 00 00 10 00", data(HEADER, "0a 09 20 10 00 00 0000 0000 0000")));
        assertEquals(
                Sense.invalidFieldInParameterList(4, 7),
                sense(THIN, "15 10 00 00 10 00", data(HEADER, "8a 0a 20 10 00 00 0000 0000 0000")));
        assertEquals(
                Sense.invalidFieldInParameterList(4, 6),
                sense(THIN, "15 10 00 00 10 00", data(HEADER, "4a 01 0004 00 00 0000 0000 0000")));
    }

    @Test
    void refusesAListThatIsCutOff() {
        assertEquals(Sense.PARAMETER_LIST_LENGTH_ERROR, sense(THIN, "15 10 00 00 0f 00", data(HEADER, CONTROL)));
        assertEquals(Sense.PARAMETER_LIST_LENGTH_ERROR, sense(THIN, "15 10 00 00 05 00", data(HEADER, "0a")));
        assertEquals(Sense.PARAMETER_LIST_LENGTH_ERROR, sense(THIN, "15 10 00 00 03 00", data("000000")));
        assertEquals(Sense.PARAMETER_LIST_LENGTH_ERROR, sense(THIN, "15 10 00 00 10 00", data(HEADER)));
        assertEquals(Sense.PARAMETER_LIST_LENGTH_ERROR, sense(THIN, "15 10 00 00 08 00", data("00 00 00 08 00000000")));
    }

    @Test
    void anEmptyListChangesNothing() {
        assertEquals(Plan.GOOD, plan(THIN, "15 10 00 00 00 00"));
        assertEquals(new Plan.ChangeModes(THIN.modes(), true), plan(THIN, "15 11 00 00 00 00"));
        assertEquals(new Plan.ChangeModes(THIN.modes(), false), plan(THIN, "15 10 00 00 04 00", data(HEADER)));
    }

    @Test
    void pagesOfAVendorsOwnFormatAreRefused() {
        assertEquals(Sense.invalidFieldInCdb(1, 4), sense(THIN, "15 00 00 00 10 00", data(HEADER, CONTROL)));
    }

    @Test
    void theBlockDescriptorMayOnlySayWhatIs() {
        String right = "00 00 00 08";
        assertEquals(
                new Plan.ChangeModes(THIN.modes(), false),
                plan(THIN, "15 10 00 00 0c 00", data(right, "00200000 00 000200")));
        assertEquals(
                new Plan.ChangeModes(THIN.modes(), false),
                plan(THIN, "15 10 00 00 0c 00", data(right, "00000000 00 000200")));
        assertEquals(
                new Plan.ChangeModes(THIN.modes(), false),
                plan(THIN, "55 10 0000000000 0018 00", data("0000000001000010", "0000000000200000 00000000 00000200")));
        assertEquals(
                Sense.invalidFieldInParameterList(9, 7),
                sense(THIN, "15 10 00 00 0c 00", data(right, "00000000 00 001000")));
        assertEquals(
                Sense.invalidFieldInParameterList(4, 7),
                sense(THIN, "15 10 00 00 0c 00", data(right, "00100000 00 000200")));
        assertEquals(
                Sense.invalidFieldInParameterList(3, 7),
                sense(THIN, "15 10 00 00 0c 00", data("00 00 00 07", "00000000 00 000200")));
        assertEquals(Sense.invalidFieldInParameterList(1, 7), sense(THIN, "15 10 00 00 04 00", data("00 01 00 00")));
    }

    @Test
    void whatModeSenseGaveIsTakenBackWithoutAChange() {
        byte[] sensed = Disks.reply(THIN, "1a 00 3f 00 ff 00");
        for (int at = 12; at < sensed.length; at += 2 + sensed[at + 1]) {
            sensed[at] &= 0x7F; // PS is reserved in MODE SELECT
        }
        String cdb = String.format("15 10 00 00 %02x 00", sensed.length);
        assertEquals(
                new Plan.ChangeModes(THIN.modes(), false),
                plan(THIN, cdb, io.netty.buffer.Unpooled.wrappedBuffer(sensed)));
    }

    @Test
    void keptSettingsAreReadBackAndUnknownOnesAreNot() {
        ModeSettings modes = modes(false, true, true);
        assertArrayEquals(new byte[] {1, 6}, modes.encode());
        assertEquals(Optional.of(modes), THIN.defaults().withKept(modes.encode()));
        assertTrue(THIN.defaults().withKept(new byte[] {2, 0}).isEmpty());
        assertTrue(THIN.defaults().withKept(new byte[0]).isEmpty());
    }

    @Test
    void aKeptWriteCacheGivesWayToWhatIsConfiguredNow() {
        DiskState through = Disks.cached(new CachePolicy(true, false));
        ModeSettings kept =
                through.defaults().withKept(modes(true, false, false).encode()).orElseThrow();
        assertEquals(through.modes(), kept);
    }
}
