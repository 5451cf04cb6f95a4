package dev.targetnode.core.scsi.reservation;

import static dev.targetnode.core.scsi.reservation.Reserver.A;
import static dev.targetnode.core.scsi.reservation.Reserver.B;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.ReservationAccess;
import org.junit.jupiter.api.Test;

/** RESERVE and RELEASE (SPC-2), and what ends them. */
final class ReserveReleaseTest {
    private static Reservations next(ReservationOutcome outcome) {
        return assertInstanceOf(ReservationOutcome.Done.class, outcome).next();
    }

    @Test
    void oneNexusReservesAgainAndAgainAndAnotherConflicts() {
        Reservations reserved = next(ReserveRelease.reserve(A, Reservations.NONE));
        assertEquals(reserved, next(ReserveRelease.reserve(A, reserved)));
        assertEquals(ReservationOutcome.CONFLICT, ReserveRelease.reserve(B, reserved));
        assertEquals(ReservationAccess.UNRESTRICTED, reserved.access(A));
        assertEquals(ReservationAccess.RESERVED_BY_OTHER, reserved.access(B));
    }

    @Test
    void onlyTheHolderReleasesAndTheOthersTryingIsNoError() {
        Reservations reserved = next(ReserveRelease.reserve(A, Reservations.NONE));
        assertEquals(reserved, next(ReserveRelease.release(B, reserved)));
        assertEquals(Reservations.NONE, next(ReserveRelease.release(A, reserved)));
        assertEquals(Reservations.NONE, next(ReserveRelease.release(A, Reservations.NONE)));
    }

    @Test
    void endsWithItsNexusAndWithAReset() {
        Reservations reserved = next(ReserveRelease.reserve(A, Reservations.NONE));
        assertEquals(reserved, reserved.afterNexusLoss(B));
        assertNull(reserved.afterNexusLoss(A).reservedBy());
        assertNull(reserved.afterReset().reservedBy());
    }

    @Test
    void whatIsPersistentSurvivesResetAndNexusLoss() {
        Reserver unit = new Reserver().registered(0xA, 0xB);
        unit.reserve(A, Reserver.EA, 0xA);
        assertEquals(unit.now, unit.now.afterReset());
        assertEquals(unit.now, unit.now.afterNexusLoss(A));
        assertEquals(Reservations.NONE, unit.now.afterPowerLoss());
        assertNotNull(unit.now.withPersists(true).afterPowerLoss().hold());
        assertEquals(0, unit.now.withPersists(true).afterPowerLoss().generation());
    }

    @Test
    void aReserveStopsEveryPersistentReserveOutItsOwnersToo() {
        Reserver unit = new Reserver();
        unit.now = next(ReserveRelease.reserve(A, unit.now));
        unit.conflict(A, Operation.PERSISTENT_RESERVE_OUT_REGISTER, 0, 0, 0xA);
        unit.conflict(B, Operation.PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY, 0, 0, 0xB);
    }

    @Test
    void whileAnythingIsRegisteredBothConflictForWhoHasNoShare() {
        Reserver unit = new Reserver().registered(0xA);
        assertEquals(ReservationOutcome.CONFLICT, ReserveRelease.reserve(A, unit.now));
        assertEquals(ReservationOutcome.CONFLICT, ReserveRelease.release(B, unit.now));
    }

    @Test
    void compatibleHandlingIsGoodAndWithoutEffectForWhoHasAShare() {
        for (int type : new int[] {1, 3, 5, 6, 7, 8}) {
            Reserver unit = new Reserver().registered(0xA, 0xB);
            unit.reserve(A, type, 0xA);
            assertEquals(unit.now, next(ReserveRelease.reserve(A, unit.now)));
            assertEquals(unit.now, next(ReserveRelease.release(A, unit.now)));
            ReservationOutcome registrant = ReserveRelease.reserve(B, unit.now);
            assertEquals(type >= 5 ? new ReservationOutcome.Done(unit.now) : ReservationOutcome.CONFLICT, registrant);
            assertEquals(ReservationOutcome.CONFLICT, ReserveRelease.reserve(Reserver.C, unit.now));
        }
    }
}
