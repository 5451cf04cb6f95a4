package dev.targetnode.core.target;

import static dev.targetnode.core.target.DeviceHarness.ABORT_BOUND_MILLIS;
import static dev.targetnode.core.target.Samples.BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.CachePolicy;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import dev.targetnode.core.target.DeviceHarness.Lun;
import dev.targetnode.core.target.ManualStore.Op;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Aborts, resets and lost nexuses at a device, and what a stuck store does to them. */
class DeviceAbortTest {
    private final DeviceHarness device = DeviceHarness.create();
    private final DeviceHarness narrow = new DeviceHarness(1, CachePolicy.WRITE_BACK);

    private static void assertEnded(long id, int stillRunning, List<LunActor.Command> received) {
        assertEquals(
                List.of(new LunActor.TasksEnded(id, stillRunning)),
                received.stream().filter(LunActor.TasksEnded.class::isInstance).toList());
    }

    @Test
    void abortOfWhatIsNotThereIsAnsweredAtOnce() {
        Lun lun = device.ready(1);
        lun.abort(9, 1L, 2L);
        assertEquals(List.of(new LunActor.TasksEnded(9, 0)), lun.received());
    }

    @Test
    void abortOfQueuedTasksEndsThemBeforeItIsAnswered() {
        Lun lun = narrow.ready(1);
        lun.write(1, 0, 1);
        lun.write(2, 10, 1);
        lun.write(3, 20, 1);
        lun.abort(9, 2L, 3L);
        List<LunActor.Command> received = lun.received();
        assertEquals(2, received.size());
        List<ScsiCompletion> finished =
                assertInstanceOf(LunActor.Finished.class, received.get(0)).completions();
        assertEquals(2, finished.size());
        assertTrue(finished.stream().allMatch(ScsiCompletion::aborted));
        assertEquals(new LunActor.TasksEnded(9, 0), received.get(1));
        narrow.done(narrow.store.only());
        assertFalse(lun.completion().aborted());
        assertEquals(1, narrow.store.submitted.size());
    }

    @Test
    void abortOfARunningTaskIsAnsweredWhenTheStoreGivesItBack() {
        Lun lun = device.ready(1);
        lun.write(1, 0, 1);
        lun.abort(9, 1L);
        assertEquals(List.of(), lun.received());
        device.done(device.store.only());
        List<LunActor.Command> received = lun.received();
        assertTrue(assertInstanceOf(LunActor.Finished.class, received.get(0))
                .completions()
                .get(0)
                .aborted());
        assertEquals(new LunActor.TasksEnded(9, 0), received.get(1));
        assertEquals(0, device.loop.pendingTimers());
    }

    @Test
    void abortOfAStuckTaskIsAnsweredAtItsBoundAndOnlyThen() {
        Lun lun = device.ready(1);
        lun.write(1, 0, 1);
        lun.abort(9, 1L);
        device.pass(ABORT_BOUND_MILLIS - 1);
        assertEquals(List.of(), lun.received());
        device.pass(1);
        assertEnded(9, 1, lun.received());
        device.done(device.store.only());
        assertTrue(lun.completion().aborted());
    }

    @Test
    void abortedTaskDoesNoFurtherStep() {
        Lun lun = device.ready(1);
        lun.execute(1, Samples.unmap(8 + 32), Samples.unmapList(8, 8, 64, 16));
        lun.abort(9, 1L);
        device.done(device.store.only());
        assertTrue(lun.completion().aborted());
        assertEquals(1, device.store.submitted.size());
    }

    @Test
    void abortDoesNotTouchTasksOfAnotherNexusWithTheSameTag() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        one.write(1, 0, 1);
        two.write(1, 10, 1);
        one.abort(9, 1L);
        device.done(device.store.inFlight.get(1));
        assertFalse(two.completion().aborted());
    }

    @Test
    void rangeOfAStuckAbortedWriteIsClosedUntilItCompletes() {
        Lun lun = device.ready(1);
        Lun other = device.ready(2);
        lun.write(1, 10, 4);
        lun.abort(9, 1L);
        device.pass(ABORT_BOUND_MILLIS);
        lun.received();
        Op stuck = device.store.only();

        lun.write(2, 13, 1);
        assertEquals(ScsiStatus.BUSY, lun.completion().status());
        other.read(3, Samples.read(8, 3), 3 * BLOCK);
        assertEquals(ScsiStatus.BUSY, other.completion().status());
        other.execute(4, Samples.writeSame(0, 0, 100), Samples.block(1));
        assertEquals(ScsiStatus.BUSY, other.completion().status());
        lun.write(5, 14, 1);
        assertEquals(2, device.store.inFlight.size(), "blocks beside it are free");

        device.done(stuck);
        lun.received();
        lun.write(6, 13, 1);
        assertEquals(2, device.store.inFlight.size());
        assertEquals(0, device.ledger.buffersOut());
    }

    @Test
    void stuckAbortedReadClosesNothing() {
        Lun lun = device.ready(1);
        lun.read(1, Samples.read(0, 4), 4 * BLOCK);
        lun.abort(9, 1L);
        device.pass(ABORT_BOUND_MILLIS);
        lun.received();
        lun.write(2, 0, 4);
        assertEquals(2, device.store.inFlight.size());
    }

    @Test
    void queuedTaskDoesNotOvertakeIntoTheRangeOfAStuckAbortedWrite() {
        DeviceHarness two = new DeviceHarness(2, CachePolicy.WRITE_BACK);
        Lun lun = two.ready(1);
        lun.write(1, 0, 4);
        lun.write(2, 100, 1);
        lun.write(3, 2, 1); // waits for a place
        lun.abort(9, 1L);
        two.pass(ABORT_BOUND_MILLIS);
        two.done(two.store.inFlight.get(1)); // a place is free, task 1 still has its range
        List<ScsiCompletion> completions = lun.completions();
        assertEquals(2, completions.size());
        assertEquals(3, completions.get(1).tag());
        assertEquals(ScsiStatus.BUSY, completions.get(1).status());
        assertEquals(1, two.store.inFlight.size());
    }

    @Test
    void taskOutsideTheClosedRangeStartsBehindOneThatIsRefused() {
        DeviceHarness two = new DeviceHarness(2, CachePolicy.WRITE_BACK);
        Lun lun = two.ready(1);
        lun.write(1, 0, 4);
        lun.write(2, 100, 1);
        lun.write(3, 2, 1);
        lun.write(4, 200, 1);
        lun.abort(9, 1L);
        two.done(two.store.inFlight.get(1));
        assertEquals(200L * BLOCK, two.store.inFlight.get(1).offset);
    }

    @Test
    void lunIsToldWhichTasksStayBehindWhenTheBoundPasses() {
        Lun lun = device.ready(1);
        Lun other = device.ready(2);
        lun.write(1, 0, 1);
        other.write(2, 10, 1);
        lun.reset(9);
        device.pass(ABORT_BOUND_MILLIS);
        assertEquals(List.of(new LunActor.Fenced(1), new LunActor.TasksEnded(9, 2)), lun.ends());
        assertEquals(List.of(new LunActor.Fenced(2)), other.ends());
    }

    @Test
    void resetEndsTheTasksOfEveryNexusAndRaisesUnitAttentions() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        one.write(1, 0, 1);
        two.write(2, 10, 1);
        one.reset(5);
        device.done(device.store.inFlight.get(0));
        device.done(device.store.inFlight.get(0));
        assertTrue(two.completion().aborted());
        List<LunActor.Command> received = one.received();
        assertEnded(5, 0, received);
        assertTrue(received.contains(new LunActor.TasksVoided(Set.of(1L), Voiding.RESET)));
        assertEquals(UnitAttention.BUS_DEVICE_RESET_FUNCTION.sense(), one.testUnitReady());
        assertEquals(UnitAttention.BUS_DEVICE_RESET_FUNCTION.sense(), two.testUnitReady());
        assertEquals(Sense.NO_SENSE, two.testUnitReady());
    }

    @Test
    void resetIsAnsweredLastWhereOnlyQueuedTasksEnd() {
        Lun lun = narrow.ready(1);
        Lun other = narrow.ready(2);
        other.write(1, 0, 1);
        lun.write(2, 10, 1);
        lun.write(3, 20, 1);
        lun.reset(5);
        narrow.done(narrow.store.only());
        List<LunActor.Command> received = lun.received();
        assertEquals(new LunActor.TasksEnded(5, 0), received.get(received.size() - 1), received::toString);
    }

    @Test
    void abortIsNotAnsweredBeforeEveryQueuedTaskHasEnded() {
        Lun lun = narrow.ready(1);
        Lun other = narrow.ready(2);
        other.write(7, 0, 1);
        lun.write(1, 10, 1);
        lun.write(2, 20, 1);
        lun.abort(5, 1L, 2L);
        List<LunActor.Command> received = lun.received();
        assertEquals(2, ((LunActor.Finished) received.get(0)).completions().size());
        assertEquals(new LunActor.TasksEnded(5, 0), received.get(1), received::toString);
    }

    @Test
    void resetWithAStuckOperationIsolatesTheDeviceUntilTheStoreAnswers() {
        Lun lun = device.ready(1);
        lun.write(1, 0, 1);
        lun.reset(5);
        device.pass(ABORT_BOUND_MILLIS);
        assertEnded(5, 1, lun.received());
        assertEquals(UnitAttention.BUS_DEVICE_RESET_FUNCTION.sense(), lun.testUnitReady());
        assertEquals(Sense.NOT_READY_CAUSE_NOT_REPORTABLE, lun.testUnitReady());
        lun.write(2, 100, 1);
        assertEquals(Sense.NOT_READY_CAUSE_NOT_REPORTABLE, lun.completion().sense());
        lun.read(3, Samples.INQUIRY, 36);
        assertEquals(ScsiStatus.GOOD, lun.completion().status(), "INQUIRY needs no medium");
        Lun late = device.attach(2);
        assertEquals(UnitAttention.POWER_ON.sense(), late.testUnitReady());
        assertEquals(Sense.NOT_READY_CAUSE_NOT_REPORTABLE, late.testUnitReady());

        device.done(device.store.only());
        assertTrue(lun.completion().aborted());
        assertEquals(Sense.NO_SENSE, lun.testUnitReady());
        assertEquals(Sense.NO_SENSE, late.testUnitReady());
    }

    @Test
    void secondResetWaitsForTheSameStuckOperationsAndIsAnsweredToo() {
        Lun lun = device.ready(1);
        Lun other = device.ready(2);
        lun.write(1, 0, 1);
        lun.reset(5);
        device.pass(ABORT_BOUND_MILLIS / 2);
        other.reset(6);
        device.pass(ABORT_BOUND_MILLIS / 2);
        assertEnded(5, 1, lun.received());
        assertFalse(other.received().contains(new LunActor.TasksEnded(6, 1)));
        device.pass(ABORT_BOUND_MILLIS / 2);
        assertEnded(6, 1, other.received());
        device.done(device.store.only());
        assertEquals(1, lun.completions().size());
        assertEquals(List.of(), other.received());
    }

    @Test
    void operationThatEndsAsTheBoundPassesIsAnsweredOnce() {
        Lun lun = device.ready(1);
        lun.write(1, 0, 1);
        lun.reset(5);
        device.store.only().done(); // its message is in the mailbox, ahead of the bound's
        device.pass(ABORT_BOUND_MILLIS);
        assertEnded(5, 0, lun.received());
        lun.testUnitReady();
        assertEquals(Sense.NO_SENSE, lun.testUnitReady(), "not isolated");
    }

    @Test
    void detachIsAcknowledgedAtOnceAndFencesWhatIsLeft() {
        DeviceHarness two = new DeviceHarness(2, CachePolicy.WRITE_BACK);
        Lun lun = two.ready(1);
        Lun other = two.ready(2);
        lun.write(1, 0, 1);
        lun.read(2, Samples.read(50, 1), BLOCK);
        lun.write(3, 100, 1);
        lun.detach();
        List<LunActor.Command> received = lun.received();
        assertTrue(received.contains(LunActor.Detached.DETACHED));
        assertEquals(2, received.size(), "the queued task ends as well: " + received);
        other.write(4, 0, 1);
        assertEquals(ScsiStatus.BUSY, other.completion().status());
        two.done(two.store.inFlight.get(0));
        assertTrue(lun.completion().aborted());
        other.write(5, 0, 1);
        assertEquals(List.of(), other.completions());
        two.done(two.store.inFlight.get(0));
        assertTrue(lun.completion().aborted());
    }

    @Test
    void resetAlsoWaitsForTheTasksOfALostNexus() {
        Lun lost = device.ready(1);
        Lun lun = device.ready(2);
        lost.write(1, 0, 1);
        lost.detach();
        lun.reset(5);
        assertFalse(lun.received().contains(new LunActor.TasksEnded(5, 0)));
        device.done(device.store.only());
        assertEnded(5, 0, lun.received());
    }

    @Test
    void immediateFlushThatRunsIsAbortedWithoutASecondAnswer() {
        Lun lun = device.ready(1);
        lun.execute(1, Samples.synchronizeCache(true));
        lun.received();
        lun.reset(5);
        device.done(device.store.only());
        assertEquals(List.of(), lun.completions());
    }
}
