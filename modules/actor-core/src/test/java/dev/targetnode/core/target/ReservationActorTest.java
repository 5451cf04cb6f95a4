package dev.targetnode.core.target;

import static dev.targetnode.core.target.DeviceHarness.ABORT_BOUND_MILLIS;
import static dev.targetnode.core.target.Samples.BLOCK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.CachePolicy;
import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import dev.targetnode.core.scsi.reservation.ReservationRecord;
import dev.targetnode.core.scsi.reservation.TargetPort;
import dev.targetnode.core.target.DeviceHarness.Lun;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Reservations at a device: who is kept out, who is told, what is aborted, what is kept. */
class ReservationActorTest {
    private static final Cdb RESERVE_6 = Cdb.ofBytes(0x16, 0, 0, 0, 0, 0);
    private static final Cdb RELEASE_6 = Cdb.ofBytes(0x17, 0, 0, 0, 0, 0);
    private static final int WE = 1;
    private static final int EA = 3;
    private static final int APTPL = 0x01;
    private static final int ALL_TG_PT = 0x04;

    private DeviceHarness device = DeviceHarness.create();

    private static void out(Lun lun, long tag, Operation operation, int type, long key, long other, int flags) {
        ByteBuf list = Unpooled.buffer(24, 24);
        list.writeLong(key).writeLong(other).writeInt(0).writeByte(flags).writeZero(3);
        // in two pieces, as data-out may come
        lun.execute(
                tag,
                Cdb.ofBytes(0x5F, operation.serviceAction(), type, 0, 0, 0, 0, 0, 24, 0),
                list.slice(0, 5),
                list.slice(5, 19));
    }

    private static ScsiStatus status(Lun lun, Operation operation, int type, long key, long other, int flags) {
        out(lun, 99, operation, type, key, other, flags);
        return lun.completion().status();
    }

    private static void register(Lun lun, long key, int flags) {
        assertEquals(ScsiStatus.GOOD, status(lun, Operation.PERSISTENT_RESERVE_OUT_REGISTER, 0, 0, key, flags));
    }

    private static void reserve(Lun lun, int type, long key) {
        assertEquals(ScsiStatus.GOOD, status(lun, Operation.PERSISTENT_RESERVE_OUT_RESERVE, type, key, 0, 0));
    }

    private static ScsiStatus statusOf(Lun lun, Cdb cdb) {
        lun.execute(98, cdb);
        return lun.completion().status();
    }

    private static byte[] in(Lun lun, int serviceAction) {
        ByteBuf data = lun.read(97, Cdb.ofBytes(0x5E, serviceAction, 0, 0, 0, 0, 0, 0, 255, 0), 255);
        ScsiCompletion completion = lun.completion();
        assertEquals(ScsiStatus.GOOD, completion.status());
        byte[] bytes = new byte[completion.dataInBytes()];
        data.getBytes(0, bytes);
        return bytes;
    }

    private static ScsiStatus writeStatus(Lun lun) {
        lun.write(96, 0, 1);
        List<ScsiCompletion> completions = lun.completions();
        return completions.isEmpty()
                ? ScsiStatus.GOOD
                : completions.get(0).status(); // in the store: it was let through
    }

    @Test
    void whoHasNotReservedIsKeptFromWritingAndMayReadAndIsFreeAgainAfterTheRelease() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        register(one, 0xA, 0);
        reserve(one, WE, 0xA);
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, writeStatus(two));
        two.read(5, Samples.read(0, 1), BLOCK);
        assertEquals(1, device.store.inFlight.size());
        assertEquals(ScsiStatus.GOOD, writeStatus(one));
        assertEquals(ScsiStatus.GOOD, status(one, Operation.PERSISTENT_RESERVE_OUT_RELEASE, WE, 0xA, 0, 0));
        assertEquals(ScsiStatus.GOOD, writeStatus(two));
        assertEquals(3, device.store.inFlight.size());
    }

    @Test
    void aNexusThatComesLaterIsKeptOutAsWell() {
        Lun one = device.ready(1);
        register(one, 0xA, 0);
        reserve(one, EA, 0xA);
        Lun late = device.attach(2);
        late.write(1, 0, 1);
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, late.completion().status(), "before its unit attention");
        assertEquals(UnitAttention.POWER_ON.sense(), late.testUnitReady());
    }

    @Test
    void theSameNexusAtAnotherLunIsTheSameRegistrant() {
        Lun lun0 = device.ready(1);
        Lun lun1 = device.ready(1);
        register(lun0, 0xA, 0);
        reserve(lun0, EA, 0xA);
        assertEquals(ScsiStatus.GOOD, writeStatus(lun1));
    }

    @Test
    void theOthersAreToldByUnitAttentions() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        Lun stranger = device.ready(3);
        register(one, 0xA, 0);
        register(two, 0xB, 0);
        reserve(one, 5, 0xA);
        assertEquals(ScsiStatus.GOOD, status(one, Operation.PERSISTENT_RESERVE_OUT_RELEASE, 5, 0xA, 0, 0));
        assertEquals(UnitAttention.RESERVATIONS_RELEASED.sense(), two.testUnitReady());
        assertEquals(ScsiStatus.GOOD, status(one, Operation.PERSISTENT_RESERVE_OUT_PREEMPT, 0, 0xA, 0xB, 0));
        assertEquals(UnitAttention.REGISTRATIONS_PREEMPTED.sense(), two.testUnitReady());
        register(two, 0xB, 0);
        assertEquals(ScsiStatus.GOOD, status(two, Operation.PERSISTENT_RESERVE_OUT_CLEAR, 0, 0xB, 0, 0));
        assertEquals(UnitAttention.RESERVATIONS_PREEMPTED.sense(), one.testUnitReady());
        assertEquals(Sense.NO_SENSE, one.testUnitReady());
        assertEquals(Sense.NO_SENSE, two.testUnitReady());
        assertEquals(Sense.NO_SENSE, stranger.testUnitReady());
    }

    @Test
    void reserveSixKeepsEveryOtherNexusOutUntilItsOwnerIsGoneOrTheUnitIsReset() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        assertEquals(ScsiStatus.GOOD, statusOf(one, RESERVE_6));
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, statusOf(two, RESERVE_6));
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, statusOf(two, Samples.TEST_UNIT_READY));
        assertEquals(ScsiStatus.GOOD, statusOf(two, RELEASE_6));
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, writeStatus(two));
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, statusOf(one, Cdb.ofBytes(0x5E, 0, 0, 0, 0, 0, 0, 0, 8, 0)));
        two.reset(1);
        one.received();
        two.received();
        one.testUnitReady();
        two.testUnitReady();
        assertEquals(ScsiStatus.GOOD, statusOf(two, RESERVE_6));
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, statusOf(one, RESERVE_6));
        two.detach();
        assertEquals(ScsiStatus.GOOD, statusOf(one, RESERVE_6));
        assertEquals(ScsiStatus.GOOD, statusOf(one, RELEASE_6));
    }

    @Test
    void aReserveOfTheOldSessionDoesNotGoWithItWhereTheNexusIsAlreadyBack() {
        Lun old = device.ready(1);
        assertEquals(ScsiStatus.GOOD, statusOf(old, RESERVE_6));
        device.ready(1);
        old.detach();
        Lun two = device.attach(2);
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, writeStatus(two));
    }

    @Test
    void registrationsAndReservationsSurviveResetAndNexusLoss() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        register(one, 0xA, 0);
        reserve(one, WE, 0xA);
        two.reset(1);
        two.received();
        two.testUnitReady();
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, writeStatus(two));
        one.detach();
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, writeStatus(two));
        Lun back = device.ready(1);
        assertEquals(ScsiStatus.GOOD, writeStatus(back));
        assertEquals(0xA, in(back, 1)[15]);
    }

    @Test
    void allTargetPortsAreThoseThroughWhichTheDeviceIsReached() {
        device.tell(new DeviceActor.PortAdded(new TargetPort("iqn.2026-11.dev.targetnode:second", 1), 2));
        Lun one = device.ready(1);
        register(one, 0xA, ALL_TG_PT);
        assertEquals(16, in(one, 0)[7], "two keys");
    }

    // ---- PREEMPT AND ABORT

    @Test
    void preemptAndAbortIsAnsweredWhenTheTasksOfThePreemptedHaveEnded() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        register(one, 0xA, 0);
        register(two, 0xB, 0);
        reserve(one, WE, 0xA);
        one.write(1, 0, 1);
        two.read(2, Samples.read(50, 1), BLOCK);
        out(two, 3, Operation.PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT, WE, 0xB, 0xA, 0);
        assertEquals(List.of(), two.completions());
        one.write(4, 9, 1);
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, one.completion().status(), "the reservation has changed hands");
        device.done(device.store.inFlight.get(0));
        assertTrue(one.completion().aborted());
        ScsiCompletion preempt = two.completion();
        assertEquals(3, preempt.tag());
        assertEquals(ScsiStatus.GOOD, preempt.status());
        assertEquals(24, preempt.wantedBytes());
        assertEquals(1, device.store.inFlight.size(), "its own read goes on");
        assertEquals(UnitAttention.REGISTRATIONS_PREEMPTED.sense(), one.testUnitReady());
        assertEquals(UnitAttention.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR.sense(), one.testUnitReady());
        assertEquals(Sense.NO_SENSE, one.testUnitReady());
        assertEquals(0, device.loop.pendingTimers());
    }

    @Test
    void whatHasNotReachedTheDeviceIsVoidToo() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        register(one, 0xA, 0);
        register(two, 0xB, 0);
        out(two, 3, Operation.PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT, 0, 0xB, 0xA, 0);
        assertEquals(ScsiStatus.GOOD, two.completion().status());
        assertTrue(one.received().contains(new LunActor.TasksVoided(Set.of(), Voiding.CLEARED)));
        assertEquals(UnitAttention.REGISTRATIONS_PREEMPTED.sense(), one.testUnitReady());
        assertEquals(Sense.NO_SENSE, one.testUnitReady(), "nothing of its was cleared");
    }

    @Test
    void preemptAndAbortOfAStuckTaskIsAnsweredAtItsBoundAndTheDeviceIsolated() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        register(one, 0xA, 0);
        register(two, 0xB, 0);
        reserve(one, WE, 0xA);
        one.write(1, 0, 1);
        out(two, 3, Operation.PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT, WE, 0xB, 0xA, 0);
        device.pass(ABORT_BOUND_MILLIS - 1);
        assertEquals(List.of(), two.completions());
        device.pass(1);
        assertEquals(ScsiStatus.GOOD, two.completion().status());
        assertTrue(one.received().contains(new LunActor.Fenced(1)));
        two.write(4, 100, 1);
        assertEquals(Sense.NOT_READY_CAUSE_NOT_REPORTABLE, two.completion().sense());
        assertEquals(0xB, in(two, 1)[15], "reservations are told all the same");
        device.done(device.store.only());
        assertTrue(one.completion().aborted());
        assertEquals(Sense.NO_SENSE, two.testUnitReady());
    }

    @Test
    void anAbortOfThePreemptAndAbortWaitsForItsEnd() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        register(one, 0xA, 0);
        register(two, 0xB, 0);
        one.write(1, 0, 1);
        out(two, 3, Operation.PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT, WE, 0xB, 0xA, 0);
        two.abort(7, 3L);
        assertEquals(List.of(), two.received());
        device.done(device.store.only());
        List<LunActor.Command> received = two.received();
        assertTrue(received.contains(new LunActor.TasksEnded(7, 0)), received::toString);
        assertTrue(received.stream()
                .filter(LunActor.Finished.class::isInstance)
                .allMatch(message ->
                        ((LunActor.Finished) message).completions().get(0).aborted()));
        device.pass(ABORT_BOUND_MILLIS);
        assertEquals(Sense.NO_SENSE, two.testUnitReady(), "not isolated");
    }

    @Test
    void whoPreemptsItselfLosesItsOtherTasksAndHearsOfItself() {
        Lun one = device.ready(1);
        register(one, 0xA, 0);
        one.write(1, 0, 1);
        out(one, 2, Operation.PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT, WE, 0xA, 0xA, 0);
        device.done(device.store.only());
        List<ScsiCompletion> completions = one.completions();
        assertEquals(2, completions.size());
        assertTrue(completions.get(0).aborted());
        assertEquals(ScsiStatus.GOOD, completions.get(1).status());
        assertEquals(Sense.NO_SENSE, one.testUnitReady());
    }

    // ---- what is kept

    private void restart() {
        device = new DeviceHarness(8, CachePolicy.WRITE_BACK, device.records);
    }

    @Test
    void withAptplARestartChangesNothing() {
        Lun one = device.ready(1);
        register(one, 0xA, APTPL);
        reserve(one, WE, 0xA);
        assertArrayEquals(new byte[] {0, 8, 0x15, (byte) 0x91, (byte) 0xEA, 0x01, 0, 0}, in(one, 2));
        restart();
        Lun two = device.ready(2);
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, writeStatus(two));
        Lun back = device.ready(1);
        assertEquals(ScsiStatus.GOOD, writeStatus(back));
        assertArrayEquals(
                new byte[] {0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0xA},
                in(back, 0),
                "PRGENERATION starts again");
        assertEquals((byte) 0x91, in(back, 2)[3]);
    }

    @Test
    void withoutAptplARestartEndsEverythingAlsoWhereItWasOnBefore() {
        Lun one = device.ready(1);
        register(one, 0xA, APTPL);
        reserve(one, WE, 0xA);
        assertEquals(ScsiStatus.GOOD, status(one, Operation.PERSISTENT_RESERVE_OUT_REGISTER, 0, 0xA, 0xAA, 0));
        restart();
        Lun two = device.ready(2);
        assertEquals(ScsiStatus.GOOD, writeStatus(two));
        assertArrayEquals(new byte[8], in(two, 0));
    }

    @Test
    void withoutAptplNothingIsWritten() {
        Lun one = device.ready(1);
        register(one, 0xA, 0);
        reserve(one, WE, 0xA);
        assertEquals(0, device.records.kept.size());
    }

    @Test
    void theStatusComesOnlyOnceTheChangeIsKeptAndTheOldRulesHoldUntilThen() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        register(one, 0xA, APTPL);
        device.records.held = true;
        out(one, 3, Operation.PERSISTENT_RESERVE_OUT_RESERVE, WE, 0xA, 0, 0);
        assertEquals(List.of(), one.completions());
        assertEquals(ScsiStatus.GOOD, writeStatus(two));
        two.execute(4, RESERVE_6);
        assertEquals(List.of(), two.completions(), "one change at a time");
        device.records.finishSaves();
        device.settle();
        assertEquals(ScsiStatus.GOOD, one.completion().status());
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, two.completion().status());
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, writeStatus(two));
    }

    @Test
    void aChangeThatCannotBeKeptIsRefusedAndChangesNothing() {
        Lun one = device.ready(1);
        Lun two = device.ready(2);
        register(one, 0xA, APTPL);
        device.records.failure = "No space left on device";
        out(one, 3, Operation.PERSISTENT_RESERVE_OUT_RESERVE, EA, 0xA, 0, 0);
        ScsiCompletion refused = one.completion();
        assertEquals(ScsiStatus.CHECK_CONDITION, refused.status());
        assertEquals(Sense.INTERNAL_TARGET_FAILURE, refused.sense());
        assertEquals(ScsiStatus.GOOD, writeStatus(two));
        assertEquals(8, in(two, 1).length, "no reservation");
        assertTrue(device.logged(Level.WARN).stream().anyMatch(line -> line.contains("No space left")));
        device.records.failure = null;
        reserve(one, EA, 0xA);
        assertEquals(ScsiStatus.RESERVATION_CONFLICT, writeStatus(two));
    }

    @Test
    void anAbortWaitsForASaveThatRunsAndDropsWhatWaitsBehindIt() {
        Lun one = device.ready(1);
        register(one, 0xA, APTPL);
        device.records.held = true;
        out(one, 3, Operation.PERSISTENT_RESERVE_OUT_RESERVE, WE, 0xA, 0, 0);
        out(one, 4, Operation.PERSISTENT_RESERVE_OUT_CLEAR, 0, 0xA, 0, 0);
        one.abort(7, 3L, 4L);
        List<LunActor.Command> received = one.received();
        assertEquals(1, received.size(), received::toString);
        ScsiCompletion dropped =
                ((LunActor.Finished) received.get(0)).completions().get(0);
        assertEquals(4, dropped.tag());
        assertTrue(dropped.aborted());
        device.records.finishSaves();
        device.settle();
        List<LunActor.Command> after = one.received();
        assertTrue(after.contains(new LunActor.TasksEnded(7, 0)), after::toString);
        assertEquals(24, in(one, 1).length, "it was kept, so it holds");
    }

    @Test
    void aResetDoesNotWaitForEverForASaveThatIsStuck() {
        Lun one = device.ready(1);
        register(one, 0xA, APTPL);
        device.records.held = true;
        out(one, 3, Operation.PERSISTENT_RESERVE_OUT_RESERVE, WE, 0xA, 0, 0);
        one.reset(7);
        device.pass(ABORT_BOUND_MILLIS);
        assertEquals(List.of(new LunActor.Fenced(3), new LunActor.TasksEnded(7, 1)), one.ends());
        device.records.finishSaves();
        device.settle();
        assertTrue(one.completion().aborted());
        one.testUnitReady();
        assertEquals(Sense.NO_SENSE, one.testUnitReady(), "isolated no longer");
    }

    @Test
    void aRecordThatCannotBeUsedKeepsTheDeviceFromBeingServed() {
        Lun one = device.ready(1);
        register(one, 0xA, APTPL);
        reserve(one, WE, 0xA);
        assertFalse(StoredReservations.problem(device.records).isPresent());
        byte[] record = Objects.requireNonNull(device.records.kept.get("reservations"));
        record[12] ^= 1;
        assertTrue(ReservationRecord.decode(record) instanceof ReservationRecord.Unusable);
        String problem = StoredReservations.problem(device.records).orElseThrow();
        assertTrue(problem.contains("its checksum is wrong"), problem);
        assertThrows(IllegalStateException.class, this::restart);
    }
}
