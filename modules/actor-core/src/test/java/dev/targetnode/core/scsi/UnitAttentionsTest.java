package dev.targetnode.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class UnitAttentionsTest {
    @Test
    void theMostImportantIsReportedFirstAndOnlyItIsCleared() {
        UnitAttentions pending = UnitAttentions.NONE
                .raise(UnitAttention.REPORTED_LUNS_DATA_HAS_CHANGED)
                .raise(UnitAttention.CAPACITY_DATA_CHANGED)
                .raise(UnitAttention.I_T_NEXUS_LOSS);
        assertEquals(UnitAttention.I_T_NEXUS_LOSS, pending.first());
        pending = pending.clear(pending.first());
        assertEquals(UnitAttention.CAPACITY_DATA_CHANGED, pending.first());
        pending = pending.clear(pending.first());
        assertEquals(UnitAttention.REPORTED_LUNS_DATA_HAS_CHANGED, pending.first());
        assertTrue(pending.clear(pending.first()).isEmpty());
    }

    @Test
    void aConditionThatIsPendingIsNotEnteredTwice() {
        UnitAttentions once = UnitAttentions.NONE.raise(UnitAttention.MODE_PARAMETERS_CHANGED);
        assertEquals(once, once.raise(UnitAttention.MODE_PARAMETERS_CHANGED));
    }

    @Test
    void powerOnReplacesEverything() {
        UnitAttentions pending = UnitAttentions.NONE
                .raise(UnitAttention.CAPACITY_DATA_CHANGED)
                .raise(UnitAttention.BUS_DEVICE_RESET_FUNCTION)
                .raise(UnitAttention.POWER_ON);
        assertEquals(UnitAttentions.FIRST_CONTACT, pending);
    }

    @Test
    void ofSeveralResetsTheStrongestStays() {
        UnitAttentions reset = UnitAttentions.NONE.raise(UnitAttention.BUS_DEVICE_RESET_FUNCTION);
        assertEquals(reset, reset.raise(UnitAttention.I_T_NEXUS_LOSS));
        assertEquals(
                reset,
                UnitAttentions.NONE.raise(UnitAttention.I_T_NEXUS_LOSS).raise(UnitAttention.BUS_DEVICE_RESET_FUNCTION));
        assertEquals(UnitAttentions.FIRST_CONTACT, UnitAttentions.FIRST_CONTACT.raise(UnitAttention.BUS_RESET));
    }

    @Test
    void reportLunsEndsTheInventoryConditionOnly() {
        UnitAttentions pending = UnitAttentions.NONE
                .raise(UnitAttention.REPORTED_LUNS_DATA_HAS_CHANGED)
                .raise(UnitAttention.CAPACITY_DATA_CHANGED);
        assertEquals(pending, pending.after(Operation.INQUIRY));
        assertEquals(
                UnitAttentions.NONE.raise(UnitAttention.CAPACITY_DATA_CHANGED), pending.after(Operation.REPORT_LUNS));
        assertTrue(UnitAttention.REPORTED_LUNS_DATA_HAS_CHANGED.clearedOnEveryLogicalUnit());
    }

    @Test
    void codesAreTheStandards() {
        assertEquals("6/29/00", SenseTest.shown(UnitAttention.POWER_ON.sense()));
        assertEquals("6/29/03", SenseTest.shown(UnitAttention.BUS_DEVICE_RESET_FUNCTION.sense()));
        assertEquals("6/29/07", SenseTest.shown(UnitAttention.I_T_NEXUS_LOSS.sense()));
        assertEquals("6/2a/01", SenseTest.shown(UnitAttention.MODE_PARAMETERS_CHANGED.sense()));
        assertEquals("6/2a/09", SenseTest.shown(UnitAttention.CAPACITY_DATA_CHANGED.sense()));
        assertEquals("6/2f/00", SenseTest.shown(UnitAttention.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR.sense()));
        assertEquals("6/3f/03", SenseTest.shown(UnitAttention.INQUIRY_DATA_HAS_CHANGED.sense()));
        assertEquals("6/3f/0e", SenseTest.shown(UnitAttention.REPORTED_LUNS_DATA_HAS_CHANGED.sense()));
    }

    @Test
    void nothingIsFirstOfNothing() {
        assertThrows(IllegalStateException.class, UnitAttentions.NONE::first);
    }

    @Test
    void requestSenseReportsWhatItIsGivenInTheFormatThatWasAsked() {
        Plan plan = Disks.plan(Disks.THIN, "03 01 00 00 ff 00");
        assertEquals(new Plan.ReportSense(true, 255), plan);
        Plan.Reply reply = (Plan.Reply) ((Plan.ReportSense) plan).reply(UnitAttention.POWER_ON.sense());
        assertEquals("7206290000000000", HexFormat.of().formatHex(reply.toByteArray()));
        Plan.ReportSense cut = (Plan.ReportSense) Disks.plan(Disks.THIN, "03 00 00 00 04 00");
        assertEquals(4, ((Plan.Reply) cut.reply(Sense.NO_SENSE)).length());
    }
}
