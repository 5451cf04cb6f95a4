package dev.targetnode.core.scsi.reservation;

/**
 * RESERVE and RELEASE (SPC-2 7.21, 7.16), six and ten bytes alike, with the exceptions that a device server with CRH set
 * to one makes for whoever has a share in a persistent reservation (SPC-4 5.13.3). Third parties and extents are refused
 * with the reserved bits of the CDB.
 */
public final class ReserveRelease {
    private ReserveRelease() {}

    /** Reserves the logical unit for a nexus, or finds that it is reserved. */
    public static ReservationOutcome reserve(ItNexus nexus, Reservations now) {
        if (!now.registrations().isEmpty()) {
            return compatible(nexus, now);
        }
        ItNexus holder = now.reservedBy();
        return holder == null || holder.equals(nexus)
                ? new ReservationOutcome.Done(now.withReservedBy(nexus))
                : ReservationOutcome.CONFLICT;
    }

    /** Releases the logical unit; from a nexus that has not reserved it, this does nothing and is no error. */
    public static ReservationOutcome release(ItNexus nexus, Reservations now) {
        if (!now.registrations().isEmpty()) {
            return compatible(nexus, now);
        }
        return new ReservationOutcome.Done(now.afterNexusLoss(nexus));
    }

    /** While anything is registered, both change nothing: GOOD to who has a share in a reservation, else a conflict. */
    private static ReservationOutcome compatible(ItNexus nexus, Reservations now) {
        Reservations.Hold hold = now.hold();
        boolean shares = now.isHolder(nexus)
                || (hold != null
                        && hold.type().registrantsShare()
                        && now.registrations().containsKey(nexus));
        return shares ? new ReservationOutcome.Done(now) : ReservationOutcome.CONFLICT;
    }
}
