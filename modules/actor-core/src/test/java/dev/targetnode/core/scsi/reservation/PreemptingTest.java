package dev.targetnode.core.scsi.reservation;

import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_OUT_PREEMPT;
import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT;
import static dev.targetnode.core.scsi.reservation.Reserver.A;
import static dev.targetnode.core.scsi.reservation.Reserver.B;
import static dev.targetnode.core.scsi.reservation.Reserver.C;
import static dev.targetnode.core.scsi.reservation.Reserver.EA;
import static dev.targetnode.core.scsi.reservation.Reserver.EA_RO;
import static dev.targetnode.core.scsi.reservation.Reserver.WE;
import static dev.targetnode.core.scsi.reservation.Reserver.WE_AR;
import static dev.targetnode.core.scsi.reservation.Reserver.WE_RO;
import static dev.targetnode.core.scsi.reservation.Reserver.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** PREEMPT and PREEMPT AND ABORT (SPC-4 5.13.11.2.4, 5.13.11.2.5). */
final class PreemptingTest {
    private ReservationOutcome.Done preempt(Reserver unit, ItNexus nexus, int type, long key, long whose) {
        return unit.good(nexus, PERSISTENT_RESERVE_OUT_PREEMPT, type, key, whose, 0);
    }

    @Test
    void theHoldersKeyTakesTheReservationOver() {
        Reserver unit = new Reserver().registered(0xA, 0xB, 0xC);
        unit.reserve(A, WE, 0xA);
        ReservationOutcome.Done done = preempt(unit, B, EA, 0xB, 0xA);
        assertEquals(new Reservations.Hold(ReservationType.EXCLUSIVE_ACCESS, B), unit.now.hold());
        assertEquals(Set.of(B, C), unit.now.registrations().keySet());
        assertEquals(
                Map.of(A, UnitAttention.REGISTRATIONS_PREEMPTED, C, UnitAttention.RESERVATIONS_RELEASED),
                done.attentions(),
                "the type has changed");
        assertEquals(Set.of(), done.tasksEnd());
        assertEquals(4, unit.now.generation());
    }

    @Test
    void theSameTypeGivesTheOthersNoUnitAttention() {
        Reserver unit = new Reserver().registered(0xA, 0xB, 0xC);
        unit.reserve(A, EA_RO, 0xA);
        assertEquals(
                told(UnitAttention.REGISTRATIONS_PREEMPTED, A),
                preempt(unit, B, EA_RO, 0xB, 0xA).attentions());
    }

    @Test
    void anotherKeyOnlyUnregistersAndLooksAtNoType() {
        Reserver unit = new Reserver().registered(0xA, 0xB, 0xC);
        unit.reserve(A, WE_RO, 0xA);
        ReservationOutcome.Done done = preempt(unit, B, 0xFF, 0xB, 0xC);
        assertEquals(told(UnitAttention.REGISTRATIONS_PREEMPTED, C), done.attentions());
        assertTrue(unit.now.isHolder(A));
        assertEquals(Set.of(A, B), unit.now.registrations().keySet());
    }

    @Test
    void everyNexusWithTheKeyGoes() {
        Reserver unit = new Reserver().registered(0xA, 0xB, 0xB);
        ReservationOutcome.Done done = preempt(unit, A, WE, 0xA, 0xB);
        assertEquals(told(UnitAttention.REGISTRATIONS_PREEMPTED, B, C), done.attentions());
        assertNull(unit.now.hold(), "there was no reservation, and there is none");
        assertEquals(Set.of(A), unit.now.registrations().keySet());
    }

    @Test
    void aHolderThatPreemptsItselfStaysAndChangesTheType() {
        Reserver unit = new Reserver().registered(0xA, 0xB, 0xA);
        unit.reserve(A, WE, 0xA);
        ReservationOutcome.Done done = preempt(unit, A, EA, 0xA, 0xA);
        assertEquals(new Reservations.Hold(ReservationType.EXCLUSIVE_ACCESS, A), unit.now.hold());
        assertEquals(
                Map.of(C, UnitAttention.REGISTRATIONS_PREEMPTED, B, UnitAttention.RESERVATIONS_RELEASED),
                done.attentions());
    }

    @Test
    void whoPreemptsItsOwnKeyWithoutHoldingUnregistersItself() {
        Reserver unit = new Reserver().registered(0xA, 0xB);
        unit.reserve(A, WE, 0xA);
        assertEquals(Map.of(), preempt(unit, B, WE, 0xB, 0xB).attentions());
        assertEquals(Set.of(A), unit.now.registrations().keySet());
    }

    @Test
    void keyZeroTakesOverWhatAllRegistrantsHold() {
        Reserver unit = new Reserver().registered(0xA, 0xB, 0xC);
        unit.reserve(A, WE_AR, 0xA);
        ReservationOutcome.Done done = preempt(unit, C, WE, 0xC, 0);
        assertEquals(told(UnitAttention.REGISTRATIONS_PREEMPTED, A, B), done.attentions());
        assertEquals(new Reservations.Hold(ReservationType.WRITE_EXCLUSIVE, C), unit.now.hold());
        assertEquals(Set.of(C), unit.now.registrations().keySet());
    }

    @Test
    void aKeyLeavesWhatAllRegistrantsHoldUntilTheLastIsGone() {
        Reserver unit = new Reserver().registered(0xA, 0xB);
        unit.reserve(A, WE_AR, 0xA);
        preempt(unit, A, WE, 0xA, 0xB);
        assertNotNull(unit.now.hold());
        assertEquals(
                ReservationType.WRITE_EXCLUSIVE_ALL_REGISTRANTS, unit.now.hold().type());
        preempt(unit, A, WE, 0xA, 0xA);
        assertNull(unit.now.hold());
        assertEquals(Map.of(), unit.now.registrations());
    }

    @Test
    void keyZeroIsWrongWhereNotAllRegistrantsHold() {
        Reserver unit = new Reserver().registered(0xA, 0xB);
        Sense pointer = Sense.invalidFieldInParameterList(8, 7);
        unit.refused(pointer, B, PERSISTENT_RESERVE_OUT_PREEMPT, WE, 0xB, 0);
        unit.reserve(A, WE, 0xA);
        unit.refused(pointer, B, PERSISTENT_RESERVE_OUT_PREEMPT, WE, 0xB, 0);
        unit.refused(pointer, B, PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT, WE, 0xB, 0);
    }

    @Test
    void aKeyThatNobodyHasIsAConflict() {
        Reserver unit = new Reserver().registered(0xA, 0xB);
        unit.conflict(B, PERSISTENT_RESERVE_OUT_PREEMPT, WE, 0xB, 0x99);
        unit.reserve(A, WE_AR, 0xA);
        unit.conflict(B, PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT, WE, 0xB, 0x99);
    }

    @Test
    void aNewReservationNeedsARightTypeAndScope() {
        Reserver unit = new Reserver().registered(0xA, 0xB);
        unit.reserve(A, WE, 0xA);
        unit.refused(Sense.invalidFieldInCdb(2, 3), B, PERSISTENT_RESERVE_OUT_PREEMPT, 4, 0xB, 0xA);
        unit.refused(Sense.invalidFieldInCdb(2, 7), B, PERSISTENT_RESERVE_OUT_PREEMPT, 0x11, 0xB, 0xA);
    }

    @Test
    void preemptAndAbortEndsTheTasksOfWhoIsRegisteredNoLonger() {
        Reserver unit = new Reserver().registered(0xA, 0xB, 0xA);
        unit.reserve(A, WE, 0xA);
        ReservationOutcome.Done done = unit.good(B, PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT, WE, 0xB, 0xA, 0);
        assertEquals(Set.of(A, C), done.tasksEnd());
        assertEquals(told(UnitAttention.REGISTRATIONS_PREEMPTED, A, C), done.attentions());
        assertTrue(unit.now.isHolder(B));
    }
}
