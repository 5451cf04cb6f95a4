package dev.targetnode.core.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.memory.MemoryBudget;
import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.TaskAttribute;
import dev.targetnode.core.scsi.UnitAttention;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LunActorTest {
    /** What the session has heard, as text. */
    private final List<String> heard = new ArrayList<>();

    private final TestInbox<DeviceActor.Command> device = TestInbox.create();
    private final BehaviorTestKit<LunActor.Command> lun = BehaviorTestKit.create(LunActor.create(
            Samples.nexus(1),
            new LunMapping(3, "disk1", device.getRef(), new MemoryBudget(1 << 20), 1 << 20, 512, true),
            Samples.VIEW,
            new Port()));

    private final class Port implements NexusPort {
        @Override
        public void completed(int number, ScsiCompletion completion) {
            heard.add((completion.aborted() ? "aborted " : "completed ") + completion.tag());
        }

        @Override
        public void tasksEnded(long id, int number, int stillRunning) {
            heard.add("ended " + id + " running " + stillRunning);
        }

        @Override
        public void tasksVoided(int number, Set<Long> tags, Voiding cause) {
            heard.add("voided " + cause + " " + new TreeSet<>(tags));
        }

        @Override
        public void detached(int number) {
            heard.add("detached " + number);
        }

        @Override
        public void attention(int number, UnitAttention attention) {
            heard.add("attention " + attention);
        }
    }

    @BeforeEach
    void attaches() {
        var attach = assertInstanceOf(DeviceActor.Attach.class, device.receiveMessage());
        assertEquals(Samples.nexus(1), attach.nexus());
        assertTrue(attach.readOnly());
    }

    private void execute(long tag, TaskAttribute attribute) {
        execute(tag, attribute, Samples.read(0, 1));
    }

    private void execute(long tag, TaskAttribute attribute, Cdb cdb) {
        lun.run(new LunActor.Execute(new ScsiRequest(tag, attribute, cdb, List.of(), null, 0)));
    }

    private void finish(long tag) {
        lun.run(new LunActor.Finished(new ScsiCompletion(tag, ScsiStatus.GOOD, null, false, 0, 0, false)));
    }

    private void finishAborted(long tag) {
        lun.run(new LunActor.Finished(ScsiCompletion.aborted(tag)));
    }

    /** Tags of the commands that the device has been given since the last call. */
    private List<Long> submitted() {
        return device.getAllReceived().stream()
                .filter(DeviceActor.Execute.class::isInstance)
                .flatMap(message -> ((DeviceActor.Execute) message).requests().stream())
                .map(ScsiRequest::tag)
                .toList();
    }

    @Test
    void simpleTasksGoToTheDeviceTogether() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.SIMPLE);
        assertEquals(List.of(1L, 2L), submitted());
        finish(2);
        finish(1);
        assertEquals(List.of("completed 2", "completed 1"), heard);
    }

    @Test
    void orderedTaskWaitsForAllBeforeItAndHoldsAllAfterIt() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED);
        execute(3, TaskAttribute.SIMPLE);
        assertEquals(List.of(1L), submitted());
        finish(1);
        assertEquals(List.of(2L), submitted());
        finish(2);
        assertEquals(List.of(3L), submitted());
    }

    @Test
    void headOfQueueTaskPassesWhatWaits() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED);
        execute(3, TaskAttribute.HEAD_OF_QUEUE);
        assertEquals(List.of(1L, 3L), submitted());
        finish(1);
        assertEquals(List.of(), submitted(), "ORDERED also waits for the HEAD OF QUEUE task");
        finish(3);
        assertEquals(List.of(2L), submitted());
    }

    @Test
    void orderedInquiryIsTakenAtTheHeadOfTheQueue() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED, Samples.INQUIRY);
        assertEquals(List.of(1L, 2L), submitted());
    }

    @Test
    void taskKeepsThePlaceInWhichItArrivedWhileItsDataComes() {
        lun.run(new LunActor.Arrive(1, TaskAttribute.ORDERED));
        execute(2, TaskAttribute.SIMPLE);
        assertEquals(List.of(), submitted());
        execute(1, TaskAttribute.ORDERED);
        assertEquals(List.of(1L), submitted());
        finish(1);
        assertEquals(List.of(2L), submitted());
    }

    @Test
    void withdrawnTaskLetsGoOfItsPlaceWithoutAnAnswer() {
        lun.run(new LunActor.Arrive(1, TaskAttribute.ORDERED));
        execute(2, TaskAttribute.SIMPLE);
        lun.run(new LunActor.Withdraw(1));
        assertEquals(List.of(2L), submitted());
        assertEquals(List.of(), heard);
    }

    @Test
    void abortOfWaitingTasksIsAnsweredHere() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED);
        lun.run(new LunActor.Abort(7, Set.of(2L, 99L)));
        assertEquals(List.of("aborted 2", "ended 7 running 0"), heard);
        assertEquals(List.of(1L), submitted());
    }

    @Test
    void abortOfTasksAtTheDeviceGoesThere() {
        execute(1, TaskAttribute.SIMPLE);
        submitted();
        lun.run(new LunActor.Abort(7, Set.of(1L)));
        var abort = assertInstanceOf(DeviceActor.Abort.class, device.receiveMessage());
        assertEquals(Set.of(1L), abort.tags());
        assertEquals(List.of(), heard);
        finishAborted(1);
        lun.run(new LunActor.TasksEnded(7, 0));
        assertEquals(List.of("aborted 1", "ended 7 running 0"), heard);
    }

    @Test
    void abortDoesNotStartATaskThatItAborts() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED);
        execute(3, TaskAttribute.ORDERED);
        execute(4, TaskAttribute.SIMPLE);
        submitted();
        lun.run(new LunActor.Abort(7, Set.of(2L, 3L, 4L)));
        assertEquals(List.of(), submitted());
        assertTrue(heard.containsAll(List.of("aborted 2", "aborted 3", "aborted 4", "ended 7 running 0")));
        finish(1);
        execute(5, TaskAttribute.ORDERED);
        assertEquals(List.of(5L), submitted(), "the order is empty again");
    }

    @Test
    void abortStartsWhatHasWaitedForTheAborted() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED);
        execute(3, TaskAttribute.SIMPLE);
        submitted();
        lun.run(new LunActor.Abort(7, Set.of(2L)));
        assertEquals(List.of(3L), submitted());
    }

    @Test
    void resetStartsNoTaskThatHadArrivedBeforeIt() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED);
        execute(3, TaskAttribute.SIMPLE);
        execute(4, TaskAttribute.SIMPLE);
        submitted();
        lun.run(new LunActor.TasksVoided(Set.of(), Voiding.RESET));
        assertEquals(List.of(), submitted());
        assertTrue(heard.containsAll(List.of("aborted 2", "aborted 3", "aborted 4", "voided RESET [2, 3, 4]")));
        finishAborted(1);
        assertEquals("aborted 1", heard.get(heard.size() - 1));
    }

    @Test
    void resetVoidsATaskWhoseDataWasStillToCome() {
        lun.run(new LunActor.Arrive(1, TaskAttribute.SIMPLE));
        lun.run(new LunActor.TasksVoided(Set.of(), Voiding.RESET));
        execute(1, TaskAttribute.SIMPLE); // the session had sent this before it heard of the reset
        assertEquals(List.of(), submitted());
        assertEquals(List.of("voided RESET [1]", "aborted 1"), heard);
        execute(2, TaskAttribute.ORDERED);
        assertEquals(List.of(2L), submitted());
    }

    @Test
    void stuckAbortedTaskNoLongerHoldsTheOrder() {
        execute(1, TaskAttribute.ORDERED);
        execute(2, TaskAttribute.SIMPLE);
        submitted();
        lun.run(new LunActor.Abort(7, Set.of(1L)));
        lun.run(new LunActor.Fenced(1));
        lun.run(new LunActor.TasksEnded(7, 1));
        assertEquals(List.of(2L), submitted());
        finish(2);
        finishAborted(1);
        assertEquals(List.of("ended 7 running 1", "completed 2", "aborted 1"), heard);
        execute(3, TaskAttribute.ORDERED);
        assertEquals(List.of(3L), submitted(), "the order is empty again");
    }

    @Test
    void passesOnWhatTheDeviceSays() {
        lun.run(new LunActor.Reset(4, ResetKind.LOGICAL_UNIT));
        assertEquals(
                4,
                assertInstanceOf(DeviceActor.Reset.class, device.receiveMessage())
                        .id());
        lun.run(new LunActor.AttentionRaised(UnitAttention.CAPACITY_DATA_CHANGED));
        lun.run(new LunActor.TasksEnded(4, 2));
        assertEquals(List.of("attention CAPACITY_DATA_CHANGED", "ended 4 running 2"), heard);
    }

    @Test
    void tasksThatOthersEndAreToldBeforeTheyEnd() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED);
        submitted();
        lun.run(new LunActor.TasksVoided(Set.of(1L), Voiding.CLEARED_WITH_STATUS));
        finishAborted(1);
        assertEquals(List.of("voided CLEARED_WITH_STATUS [1, 2]", "aborted 2", "aborted 1"), heard);
        assertEquals(List.of(), device.getAllReceived());
    }

    @Test
    void tellsTheDeviceOfClearedTasksThatItHasNotSeen() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED);
        submitted();
        lun.run(new LunActor.TasksVoided(Set.of(1L), Voiding.CLEARED));
        assertInstanceOf(DeviceActor.CommandsCleared.class, device.receiveMessage());
        lun.run(new LunActor.TasksVoided(Set.of(1L), Voiding.CLEARED));
        assertEquals(List.of(), device.getAllReceived());
    }

    @Test
    void clearTaskSetGoesToTheDeviceWhateverThisNexusHasThere() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED);
        submitted();
        lun.run(new LunActor.ClearTaskSet(7, Set.of(1L, 2L)));
        var clear = assertInstanceOf(DeviceActor.ClearTaskSet.class, device.receiveMessage());
        assertEquals(Set.of(1L), clear.tags());
        assertEquals(List.of("aborted 2"), heard);
        lun.run(new LunActor.ClearTaskSet(8, Set.of()));
        assertEquals(
                Set.of(),
                assertInstanceOf(DeviceActor.ClearTaskSet.class, device.receiveMessage())
                        .tags());
    }

    private void failDevice(Long... held) {
        lun.run(new LunActor.DeviceFailed(Set.of(held)));
    }

    @Test
    void tasksOfADeviceThatHasFailedEndAndNothingElseStarts() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.SIMPLE);
        execute(3, TaskAttribute.ORDERED);
        execute(4, TaskAttribute.SIMPLE);
        submitted();
        failDevice(1L);
        assertEquals(Set.of("completed 2", "completed 3", "completed 4"), Set.copyOf(heard));
        heard.clear();
        execute(5, TaskAttribute.SIMPLE);
        assertEquals(List.of("completed 5"), heard);
        finish(1); // what the backstore held comes back
        assertEquals(List.of("completed 5", "completed 1"), heard);
        assertEquals(List.of(), submitted());
    }

    @Test
    void functionsThatAFailedDeviceOwesAreAnswered() {
        execute(1, TaskAttribute.SIMPLE);
        lun.run(new LunActor.Abort(7, Set.of(1L)));
        lun.run(new LunActor.Reset(8, ResetKind.LOGICAL_UNIT));
        failDevice(1L);
        assertEquals(Set.of("ended 7 running 1", "ended 8 running 1"), Set.copyOf(heard));
        heard.clear();
        lun.run(new LunActor.TasksEnded(7, 0)); // it had been on its way
        lun.run(new LunActor.Abort(9, Set.of(1L)));
        lun.run(new LunActor.Reset(10, ResetKind.LOGICAL_UNIT));
        lun.run(new LunActor.ClearTaskSet(11, Set.of(1L)));
        assertEquals(List.of("ended 9 running 1", "ended 10 running 1", "ended 11 running 1"), heard);
    }

    @Test
    void closesWithoutADeviceThatHasFailed() {
        execute(1, TaskAttribute.SIMPLE);
        failDevice(1L);
        lun.run(LunActor.Close.CLOSE);
        assertEquals(List.of("detached 3"), heard);
        assertTrue(lun.isAlive(), "the backstore holds task 1");
        finish(1);
        assertFalse(lun.isAlive());
    }

    @Test
    void doesNotWaitForTheDetachOfADeviceThatFails() {
        lun.run(LunActor.Close.CLOSE);
        failDevice();
        assertEquals(List.of("detached 3"), heard);
        assertFalse(lun.isAlive());
    }

    @Test
    void closeEndsWhatWaitsAndStopsWhenTheDeviceHasGivenBackTheRest() {
        execute(1, TaskAttribute.SIMPLE);
        execute(2, TaskAttribute.ORDERED);
        execute(3, TaskAttribute.SIMPLE);
        submitted();
        lun.run(LunActor.Close.CLOSE);
        List<DeviceActor.Command> sent = device.getAllReceived();
        assertEquals(1, sent.size(), sent::toString);
        assertInstanceOf(DeviceActor.Detach.class, sent.get(0));
        lun.run(LunActor.Detached.DETACHED);
        assertTrue(lun.isAlive(), "task 1 is still at the device");
        finishAborted(1);
        assertFalse(lun.isAlive());
        assertEquals("aborted 1", heard.get(heard.size() - 1));
        assertTrue(heard.containsAll(List.of("aborted 2", "aborted 3", "detached 3")));
    }

    @Test
    void closeOfAnIdleLunStopsWhenTheDeviceKnows() {
        lun.run(LunActor.Close.CLOSE);
        assertTrue(lun.isAlive());
        lun.run(LunActor.Detached.DETACHED);
        assertFalse(lun.isAlive());
    }
}
