package dev.targetnode.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.targetnode.core.scsi.Gate.State;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GateTest {
    /** What reservations judge themselves, once the gate has let it through. */
    private static final Set<Operation> RESERVING = where(operation ->
            operation.name().contains("RESERVE_") || operation.name().startsWith("RELEASE_"));

    private static final UnitAttentions PENDING = UnitAttentions.FIRST_CONTACT;

    private static CommandDecision decide(
            Operation operation, ReservationAccess access, AluaState alua, UnitAttentions attentions) {
        return Gate.decide(operation, new State(access, alua, attentions, MediumState.READY));
    }

    private static Set<Operation> where(Predicate<Operation> rule) {
        return Stream.of(Operation.values())
                .filter(rule)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Operation.class)));
    }

    @Test
    void nothingInTheWayMeansRun() {
        for (Operation operation : Operation.values()) {
            assertSame(CommandDecision.RUN, Gate.decide(operation, State.OPEN));
        }
        assertSame(CommandDecision.RUN, Gate.decide(null, State.OPEN));
    }

    @Test
    void reservationComesBeforeAluaAndThatBeforeUnitAttention() {
        assertSame(
                CommandDecision.CONFLICT,
                decide(Operation.WRITE_10, ReservationAccess.EXCLUSIVE_ACCESS_BY_OTHER, AluaState.STANDBY, PENDING));
        assertEquals(
                new CommandDecision.Check(Sense.NOT_READY_ALUA_STANDBY),
                decide(Operation.WRITE_10, ReservationAccess.UNRESTRICTED, AluaState.STANDBY, PENDING));
        assertEquals(
                new CommandDecision.Attention(UnitAttention.POWER_ON),
                decide(Operation.WRITE_10, ReservationAccess.UNRESTRICTED, AluaState.ACTIVE_OPTIMIZED, PENDING));
    }

    @Test
    void unitAttentionComesBeforeTheMediumAndBeforeAnUnknownOperation() {
        State state =
                new State(ReservationAccess.UNRESTRICTED, AluaState.ACTIVE_OPTIMIZED, PENDING, MediumState.NOT_PRESENT);
        assertEquals(new CommandDecision.Attention(UnitAttention.POWER_ON), Gate.decide(Operation.READ_10, state));
        assertEquals(new CommandDecision.Attention(UnitAttention.POWER_ON), Gate.decide(null, state));
    }

    @Test
    void onlyThreeCommandsPassAPendingUnitAttention() {
        assertEquals(
                EnumSet.of(Operation.INQUIRY, Operation.REPORT_LUNS, Operation.REQUEST_SENSE),
                where(operation ->
                        decide(operation, ReservationAccess.UNRESTRICTED, AluaState.ACTIVE_OPTIMIZED, PENDING)
                                == CommandDecision.RUN));
    }

    @Test
    void aReserveOfAnotherLeavesOnlyWhatTellsOfTheUnit() {
        assertEquals(
                EnumSet.of(
                        Operation.REQUEST_SENSE,
                        Operation.INQUIRY,
                        Operation.LOG_SENSE,
                        Operation.READ_CAPACITY_10,
                        Operation.READ_CAPACITY_16,
                        Operation.REPORT_LUNS,
                        Operation.RELEASE_6,
                        Operation.RELEASE_10),
                where(operation -> operation.allowedThrough(ReservationAccess.RESERVED_BY_OTHER)));
    }

    @Test
    void writeExclusiveStopsWhatWritesAndExclusiveAccessAlsoWhatReads() {
        assertEquals(
                EnumSet.of(
                        Operation.WRITE_6,
                        Operation.WRITE_10,
                        Operation.WRITE_12,
                        Operation.WRITE_16,
                        Operation.WRITE_SAME_10,
                        Operation.WRITE_SAME_16,
                        Operation.WRITE_AND_VERIFY_10,
                        Operation.WRITE_AND_VERIFY_12,
                        Operation.WRITE_AND_VERIFY_16,
                        Operation.COMPARE_AND_WRITE,
                        Operation.ORWRITE,
                        Operation.MODE_SELECT_6,
                        Operation.MODE_SELECT_10,
                        Operation.LOG_SELECT,
                        Operation.SEND_DIAGNOSTIC,
                        Operation.START_STOP_UNIT,
                        Operation.PREVENT_ALLOW_MEDIUM_REMOVAL,
                        Operation.UNMAP,
                        Operation.SYNCHRONIZE_CACHE_10,
                        Operation.SYNCHRONIZE_CACHE_16),
                where(operation -> !operation.allowedThrough(ReservationAccess.WRITE_EXCLUSIVE_BY_OTHER)));
        Set<Operation> exclusive = where(operation -> operation.allowedThrough(ReservationAccess.RESERVED_BY_OTHER));
        exclusive.add(Operation.TEST_UNIT_READY);
        exclusive.addAll(RESERVING);
        assertEquals(
                exclusive, where(operation -> operation.allowedThrough(ReservationAccess.EXCLUSIVE_ACCESS_BY_OTHER)));
    }

    @Test
    void standbyRefusesTestUnitReady() {
        assertEquals(
                new CommandDecision.Check(Sense.NOT_READY_ALUA_STANDBY),
                decide(
                        Operation.TEST_UNIT_READY,
                        ReservationAccess.UNRESTRICTED,
                        AluaState.STANDBY,
                        UnitAttentions.NONE));
        assertEquals(
                new CommandDecision.Check(Sense.NOT_READY_ALUA_TRANSITION),
                decide(
                        Operation.READ_10,
                        ReservationAccess.UNRESTRICTED,
                        AluaState.TRANSITIONING,
                        UnitAttentions.NONE));
        assertEquals(
                new CommandDecision.Check(Sense.NOT_READY_ALUA_UNAVAILABLE),
                decide(Operation.MODE_SENSE_6, ReservationAccess.UNRESTRICTED, AluaState.OFFLINE, UnitAttentions.NONE));
    }

    @Test
    void anIsolatedDeviceAnswersOnlyWhatNeedsNoMedium() {
        EnumSet<Operation> withoutMedium = EnumSet.of(
                Operation.REQUEST_SENSE,
                Operation.INQUIRY,
                Operation.MODE_SELECT_6,
                Operation.MODE_SELECT_10,
                Operation.MODE_SENSE_6,
                Operation.MODE_SENSE_10,
                Operation.LOG_SELECT,
                Operation.LOG_SENSE,
                Operation.START_STOP_UNIT,
                Operation.PREVENT_ALLOW_MEDIUM_REMOVAL,
                Operation.SEND_DIAGNOSTIC,
                Operation.RECEIVE_DIAGNOSTIC_RESULTS,
                Operation.READ_DEFECT_DATA_10,
                Operation.READ_DEFECT_DATA_12,
                Operation.REPORT_LUNS,
                Operation.REPORT_SUPPORTED_OPCODES,
                Operation.REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS);
        withoutMedium.addAll(RESERVING);
        State isolated = new State(
                ReservationAccess.UNRESTRICTED, AluaState.ACTIVE_OPTIMIZED, UnitAttentions.NONE, MediumState.ISOLATED);
        assertEquals(withoutMedium, where(operation -> Gate.decide(operation, isolated) == CommandDecision.RUN));
        assertEquals(
                new CommandDecision.Check(Sense.NOT_READY_CAUSE_NOT_REPORTABLE),
                Gate.decide(Operation.TEST_UNIT_READY, isolated));
    }

    @Test
    void aStoppedUnitAsksToBeStarted() {
        State stopped = new State(
                ReservationAccess.UNRESTRICTED, AluaState.ACTIVE_OPTIMIZED, UnitAttentions.NONE, MediumState.STOPPED);
        assertEquals(
                new CommandDecision.Check(Sense.NOT_READY_STOPPED), Gate.decide(Operation.TEST_UNIT_READY, stopped));
        assertEquals(CommandDecision.RUN, Gate.decide(Operation.START_STOP_UNIT, stopped));
    }

    @Test
    void startingAndAllowingRemovalPassAReservationAndTheirOppositesDoNot() {
        State reserved = new State(
                ReservationAccess.EXCLUSIVE_ACCESS_BY_OTHER,
                AluaState.ACTIVE_OPTIMIZED,
                UnitAttentions.NONE,
                MediumState.READY);
        String[] pass = {"1b 00 00 00 01 00", "1b 01 00 00 05 00", "1e 00 00 00 00 00"};
        String[] conflict = {
            "1b 00 00 00 00 00", "1b 00 00 00 03 00", "1b 00 00 00 31 00", "1b 00 00 01 01 00", "1e 00 00 00 01 00"
        };
        for (String cdb : pass) {
            assertEquals(CommandDecision.RUN, decide(cdb, reserved), cdb);
        }
        for (String cdb : conflict) {
            assertEquals(CommandDecision.CONFLICT, decide(cdb, reserved), cdb);
        }
        assertEquals(CommandDecision.CONFLICT, decide("28 00 00000000 00 0001 00", reserved));
    }

    private static CommandDecision decide(String cdb, State state) {
        Cdb parsed = Disks.cdb(cdb);
        return Gate.decide(Disks.THIN.commands().find(parsed), parsed, state);
    }
}
