package dev.targetnode.core.scsi.reservation;

import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import java.util.Map;
import java.util.Set;

/** RESERVE, RELEASE and CLEAR of PERSISTENT RESERVE OUT, by a registered nexus that has given its key. */
final class Reserving {
    private Reserving() {}

    /** SPC-4 5.13.9. */
    static ReservationOutcome reserve(ReservationType type, ItNexus nexus, Reservations now) {
        Reservations.Hold hold = now.hold();
        if (hold == null) {
            return new ReservationOutcome.Done(now.withHold(Reservations.Hold.of(type, nexus)));
        }
        return now.isHolder(nexus) && hold.type() == type
                ? new ReservationOutcome.Done(now)
                : ReservationOutcome.CONFLICT;
    }

    /** SPC-4 5.13.11.2.3: a nexus that holds nothing has nothing to release, which is not an error. */
    static ReservationOutcome release(ReservationType type, ItNexus nexus, Reservations now) {
        Reservations.Hold hold = now.hold();
        if (hold == null || !now.isHolder(nexus)) {
            return new ReservationOutcome.Done(now);
        }
        if (hold.type() != type) {
            return ReservationOutcome.refused(Sense.INVALID_RELEASE_OF_PERSISTENT_RESERVATION);
        }
        return new ReservationOutcome.Done(
                now.withHold(null), Registering.tellOfRelease(hold, nexus, now.registrations()), Set.of());
    }

    /** SPC-4 5.13.11.2.6. */
    static ReservationOutcome clear(ItNexus nexus, Reservations now) {
        Map<ItNexus, UnitAttention> attentions = ReservationOutcome.tellAllBut(
                nexus, now.registrations().keySet(), UnitAttention.RESERVATIONS_PREEMPTED);
        return new ReservationOutcome.Done(
                now.withRegistrations(Map.of()).withHold(null).nextGeneration(), attentions, Set.of());
    }
}
