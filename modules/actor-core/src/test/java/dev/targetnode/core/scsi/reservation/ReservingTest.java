package dev.targetnode.core.scsi.reservation;

import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_OUT_CLEAR;
import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_OUT_PREEMPT;
import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_OUT_RELEASE;
import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_OUT_RESERVE;
import static dev.targetnode.core.scsi.reservation.Reserver.A;
import static dev.targetnode.core.scsi.reservation.Reserver.B;
import static dev.targetnode.core.scsi.reservation.Reserver.C;
import static dev.targetnode.core.scsi.reservation.Reserver.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RESERVE, RELEASE and CLEAR (SPC-4 5.13.9, 5.13.11.2). */
final class ReservingTest {
    private static final int[] TYPES = {1, 3, 5, 6, 7, 8};

    @Test
    void onlyARegisteredNexusWithItsKeyMayDoAnythingButRegister() {
        Reserver unit = new Reserver().registered(0xA);
        for (Operation operation : List.of(
                PERSISTENT_RESERVE_OUT_RESERVE,
                PERSISTENT_RESERVE_OUT_RELEASE,
                PERSISTENT_RESERVE_OUT_CLEAR,
                PERSISTENT_RESERVE_OUT_PREEMPT,
                Operation.PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT)) {
            unit.conflict(B, operation, 1, 0, 0xA);
            unit.conflict(B, operation, 1, 0xA, 0xA);
            unit.conflict(A, operation, 1, 0xB, 0xA);
        }
    }

    @Test
    void everyTypeCanBeHeldAndIsHeldByWhoItSays() {
        for (int type : TYPES) {
            Reserver unit = new Reserver().registered(0xA, 0xB);
            assertEquals(Map.of(), unit.reserve(A, type, 0xA).attentions());
            assertTrue(unit.now.isHolder(A));
            assertEquals(type >= 7, unit.now.isHolder(B), "type " + type);
            assertEquals(2, unit.now.generation(), "RESERVE is no generation");
        }
    }

    @Test
    void whoHoldsMayReserveTheSameAgainAndNobodyAnythingElse() {
        for (int type : TYPES) {
            Reserver unit = new Reserver().registered(0xA, 0xB);
            unit.reserve(A, type, 0xA);
            Reservations before = unit.now;
            unit.reserve(A, type, 0xA);
            assertEquals(before, unit.now);
            for (int other : TYPES) {
                if (other != type) {
                    unit.conflict(A, PERSISTENT_RESERVE_OUT_RESERVE, other, 0xA, 0);
                }
                if (other != type || type < 7) {
                    unit.conflict(B, PERSISTENT_RESERVE_OUT_RESERVE, other, 0xB, 0);
                }
            }
            if (type >= 7) {
                unit.reserve(B, type, 0xB);
            }
        }
    }

    @Test
    void unknownTypeAndScopeArePointedAt() {
        Reserver unit = new Reserver().registered(0xA);
        for (int type : new int[] {0, 2, 4, 9, 15}) {
            unit.refused(Sense.invalidFieldInCdb(2, 3), A, PERSISTENT_RESERVE_OUT_RESERVE, type, 0xA, 0);
            unit.refused(Sense.invalidFieldInCdb(2, 3), A, PERSISTENT_RESERVE_OUT_RELEASE, type, 0xA, 0);
        }
        for (int scope = 1; scope < 16; scope++) {
            unit.refused(Sense.invalidFieldInCdb(2, 7), A, PERSISTENT_RESERVE_OUT_RESERVE, scope << 4 | 1, 0xA, 0);
        }
    }

    @Test
    void releaseIsTheHoldersAndHarmlessFromOthers() {
        for (int type : TYPES) {
            Reserver unit = new Reserver().registered(0xA, 0xB, 0xC);
            unit.good(A, PERSISTENT_RESERVE_OUT_RELEASE, type, 0xA, 0, 0);
            unit.reserve(A, type, 0xA);
            if (type < 7) {
                unit.good(B, PERSISTENT_RESERVE_OUT_RELEASE, type, 0xB, 0, 0);
                assertNotNull(unit.now.hold());
            }
            int other = type == 1 ? 3 : 1;
            unit.refused(
                    Sense.INVALID_RELEASE_OF_PERSISTENT_RESERVATION, A, PERSISTENT_RESERVE_OUT_RELEASE, other, 0xA, 0);
            ReservationOutcome.Done done = unit.good(A, PERSISTENT_RESERVE_OUT_RELEASE, type, 0xA, 0, 0);
            assertEquals(
                    type >= 5 ? told(UnitAttention.RESERVATIONS_RELEASED, B, C) : Map.of(),
                    done.attentions(),
                    "type " + type);
            assertNull(unit.now.hold());
            assertEquals(3, unit.now.registrations().size());
            assertEquals(3, unit.now.generation(), "RELEASE is no generation");
        }
    }

    @Test
    void anyRegistrantReleasesWhatAllHold() {
        Reserver unit = new Reserver().registered(0xA, 0xB);
        unit.reserve(A, Reserver.EA_AR, 0xA);
        ReservationOutcome.Done done = unit.good(B, PERSISTENT_RESERVE_OUT_RELEASE, Reserver.EA_AR, 0xB, 0, 0);
        assertEquals(told(UnitAttention.RESERVATIONS_RELEASED, A), done.attentions());
        assertNull(unit.now.hold());
    }

    @Test
    void clearTakesEverythingAndTellsTheOthers() {
        Reserver unit = new Reserver().registered(0xA, 0xB, 0xC);
        unit.reserve(A, Reserver.WE, 0xA);
        ReservationOutcome.Done done = unit.good(B, PERSISTENT_RESERVE_OUT_CLEAR, 0, 0xB, 0, 0);
        assertEquals(told(UnitAttention.RESERVATIONS_PREEMPTED, A, C), done.attentions());
        assertEquals(Map.of(), unit.now.registrations());
        assertNull(unit.now.hold());
        assertEquals(4, unit.now.generation());
        assertFalse(unit.now.isHolder(A));
    }
}
