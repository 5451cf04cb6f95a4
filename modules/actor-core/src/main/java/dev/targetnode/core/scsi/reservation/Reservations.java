package dev.targetnode.core.scsi.reservation;

import dev.targetnode.core.scsi.ReservationAccess;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is reserved of one logical unit. Immutable: each service action makes another one. A persistent
 * reservation and a RESERVE never exist at the same time, since either refuses the other (SPC-2 5.5.1).
 *
 * @param generation PRGENERATION, counting modulo 2^32; 0 after power on
 * @param registrations by nexus, in the order in which they were made; at most {@link #REGISTRATIONS_MAX}
 * @param hold the persistent reservation, or null
 * @param persists the last APTPL that was accepted: what is registered survives a loss of power
 * @param reservedBy who holds the logical unit by a RESERVE (SPC-2), or null
 */
public record Reservations(
        int generation,
        Map<ItNexus, Registration> registrations,
        @Nullable Hold hold,
        boolean persists,
        @Nullable ItNexus reservedBy) {

    /**
     * A persistent reservation; its scope is always the logical unit.
     *
     * @param holder who holds it, or null where all registrants do
     */
    public record Hold(ReservationType type, @Nullable ItNexus holder) {
        public Hold {
            if ((holder == null) != type.allRegistrantsHold()) {
                throw new IllegalArgumentException(type + " held by " + holder);
            }
        }

        static Hold of(ReservationType type, ItNexus by) {
            return new Hold(type, type.allRegistrantsHold() ? null : by);
        }
    }

    /** Most registrations of one device: 64 hosts with sixteen paths each. */
    public static final int REGISTRATIONS_MAX = 1024;

    /** Nothing registered, nothing reserved. */
    public static final Reservations NONE = new Reservations(0, Map.of(), null, false, null);

    public Reservations {
        registrations = Collections.unmodifiableMap(new LinkedHashMap<>(registrations));
    }

    /** What is left to a nexus: the projection on which the gate decides. */
    public ReservationAccess access(ItNexus nexus) {
        if (reservedBy != null) {
            return reservedBy.equals(nexus) ? ReservationAccess.UNRESTRICTED : ReservationAccess.RESERVED_BY_OTHER;
        }
        if (hold == null || isHolder(nexus)) {
            return ReservationAccess.UNRESTRICTED;
        }
        return hold.type().registrantsShare() && registrations.containsKey(nexus)
                ? ReservationAccess.UNRESTRICTED
                : hold.type().leavesToOthers();
    }

    /** True for each registered nexus where all registrants hold. */
    public boolean isHolder(ItNexus nexus) {
        return hold != null
                && (hold.holder() == null
                        ? registrations.containsKey(nexus)
                        : hold.holder().equals(nexus));
    }

    /** The key under which a nexus is registered, or null. */
    @Nullable
    Long key(ItNexus nexus) {
        Registration registration = registrations.get(nexus);
        return registration == null ? null : registration.key();
    }

    /** A RESERVE ends with its nexus; what is registered stays (SPC-4 5.13.1). */
    public Reservations afterNexusLoss(ItNexus nexus) {
        return nexus.equals(reservedBy) ? withReservedBy(null) : this;
    }

    /** A RESERVE ends with a reset of the logical unit; what is registered stays. */
    public Reservations afterReset() {
        return withReservedBy(null);
    }

    /** What is left of this after a loss of power. */
    public Reservations afterPowerLoss() {
        return persists ? new Reservations(0, registrations, hold, true, null) : NONE;
    }

    Reservations withReservedBy(@Nullable ItNexus nexus) {
        return new Reservations(generation, registrations, hold, persists, nexus);
    }

    Reservations withHold(@Nullable Hold changed) {
        return new Reservations(generation, registrations, changed, persists, reservedBy);
    }

    Reservations withRegistrations(Map<ItNexus, Registration> changed) {
        return new Reservations(generation, changed, hold, persists, reservedBy);
    }

    Reservations withPersists(boolean changed) {
        return new Reservations(generation, registrations, hold, changed, reservedBy);
    }

    /** SPC-4 6.15.2: after every successful service action but RESERVE and RELEASE. */
    Reservations nextGeneration() {
        return new Reservations(generation + 1, registrations, hold, persists, reservedBy);
    }
}
