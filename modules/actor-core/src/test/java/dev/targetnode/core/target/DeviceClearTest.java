package dev.targetnode.core.target;

import static dev.targetnode.core.target.DeviceHarness.ABORT_BOUND_MILLIS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.CachePolicy;
import dev.targetnode.core.scsi.ControlMode;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import dev.targetnode.core.target.DeviceHarness.Lun;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** CLEAR TASK SET (SAM-5 7.5), cold resets and the end of the device itself. */
class DeviceClearTest {
    private static final Sense CLEARED = UnitAttention.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR.sense();

    private static DeviceHarness device(boolean perNexus, boolean taskAbortedStatus) {
        return new DeviceHarness(
                1, Samples.disk(CachePolicy.WRITE_BACK, new ControlMode(perNexus, false, false, taskAbortedStatus)));
    }

    @Test
    void clearsOnlyItsOwnTaskSetWhereEachNexusHasOne() {
        DeviceHarness device = device(true, false);
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        two.write(1, 0, 1);
        one.write(2, 10, 1);
        one.clearTaskSet(5, 2L);
        assertEquals(List.of(), two.received());
        assertEquals(List.of(new LunActor.TasksEnded(5, 0)), one.ends());
        device.done(device.store.only());
        assertEquals(1, two.completion().tag());
        assertEquals(Sense.NO_SENSE, two.testUnitReady());
    }

    @Test
    void clearsTheTasksOfEveryNexusAndTellsThoseThatHadSome() {
        DeviceHarness device = device(false, false);
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        Lun idle = device.ready(3);
        two.write(1, 0, 1);
        two.write(3, 20, 1); // waits for a place
        one.write(2, 10, 1);
        one.clearTaskSet(5, 2L);
        assertEquals(List.of(new LunActor.TasksVoided(Set.of(1L, 3L), Voiding.CLEARED)), two.voided());
        assertEquals(List.of(new LunActor.TasksVoided(Set.of(), Voiding.CLEARED)), idle.voided());
        assertEquals(List.of(), one.ends(), "task 1 is in the store");
        device.done(device.store.only());
        assertEquals(List.of(new LunActor.TasksEnded(5, 0)), one.ends());
        assertTrue(two.completion().aborted());
        assertEquals(CLEARED, two.testUnitReady());
        assertEquals(Sense.NO_SENSE, one.testUnitReady(), "who asked is not told");
        assertEquals(Sense.NO_SENSE, idle.testUnitReady(), "who lost nothing is not told");
    }

    @Test
    void tasksEndWithAStatusAndNoUnitAttentionWhereTheControlPageSaysSo() {
        DeviceHarness device = device(false, true);
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        two.write(1, 0, 1);
        one.clearTaskSet(5);
        assertEquals(List.of(new LunActor.TasksVoided(Set.of(1L), Voiding.CLEARED_WITH_STATUS)), two.voided());
        device.done(device.store.only());
        two.received();
        assertEquals(Sense.NO_SENSE, two.testUnitReady());
    }

    @Test
    void leavesTasksOfItsOwnThatCameAfterIt() {
        DeviceHarness device = device(false, false);
        Lun one = device.ready(1);
        one.write(1, 0, 1);
        one.clearTaskSet(5);
        assertEquals(List.of(new LunActor.TasksEnded(5, 0)), one.ends());
        device.done(device.store.only());
        assertEquals(1, one.completion().tag());
    }

    @Test
    void isAnsweredAtItsBoundWhereTheStoreNeverCompletes() {
        DeviceHarness device = device(false, false);
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        two.write(1, 0, 1);
        one.clearTaskSet(5);
        device.pass(ABORT_BOUND_MILLIS - 1);
        assertEquals(List.of(), one.ends());
        device.pass(1);
        assertEquals(List.of(new LunActor.TasksEnded(5, 1)), one.ends());
        assertEquals(1, device.errors().size());
    }

    @Test
    void raisesForCommandsThatHadNotComeYet() {
        DeviceHarness device = device(false, false);
        Lun lun = device.ready(1);
        device.tell(new DeviceActor.CommandsCleared(lun.inbox.getRef()));
        assertEquals(CLEARED, lun.testUnitReady());
    }

    @Test
    void coldResetIsAPowerOnForEveryNexusThoseThatAreGoneIncluded() {
        DeviceHarness device = device(true, false);
        Lun lun = device.ready(1);
        device.ready(2).detach();
        lun.reset(5, ResetKind.TARGET_COLD);
        lun.detach();
        assertEquals(UnitAttention.POWER_ON.sense(), device.attach(1).testUnitReady());
        assertEquals(UnitAttention.POWER_ON.sense(), device.attach(2).testUnitReady());
    }

    @Test
    void warmResetIsALogicalUnitReset() {
        DeviceHarness device = device(true, false);
        Lun lun = device.ready(1);
        lun.reset(5, ResetKind.TARGET_WARM);
        assertEquals(UnitAttention.BUS_DEVICE_RESET_FUNCTION.sense(), lun.testUnitReady());
    }

    @Test
    void aDeviceThatEndsSaysWhatItsStoreHoldsAndGivesItBackWhenTheStoreDoes() {
        DeviceHarness device = device(true, false);
        Lun lun = device.ready(1);
        lun.write(1, 0, 1);
        lun.write(2, 10, 1); // waits for a place, and its buffers are nobody's any more
        device.end();
        assertEquals(List.of(new LunActor.DeviceFailed(Set.of(1L))), lun.received());
        device.store.only().done();
        ScsiCompletion end = lun.completion();
        assertEquals(1, end.tag());
        assertEquals(Sense.INTERNAL_TARGET_FAILURE, end.sense());
        assertEquals(1, device.store.submitted.size());
    }

    @Test
    void anAbortedTaskOfADeviceThatEndsStaysSilent() {
        DeviceHarness device = device(true, false);
        Lun lun = device.ready(1);
        lun.write(1, 0, 1);
        lun.abort(5, 1L);
        device.end();
        device.store.only().done();
        assertTrue(lun.completion().aborted());
    }
}
