package dev.targetnode.core.scsi.reservation;

import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** PREEMPT and PREEMPT AND ABORT (SPC-4 5.13.11.2.4, 5.13.11.2.5), by a registered nexus that has given its key. */
final class Preempting {
    /** Where SERVICE ACTION RESERVATION KEY starts in the parameter list. */
    private static final int SERVICE_ACTION_KEY = 8;

    private Preempting() {}

    static ReservationOutcome preempt(Cdb cdb, long key, ItNexus nexus, Reservations now) {
        Reservations.Hold hold = now.hold();
        boolean allHold = hold != null && hold.holder() == null;
        if (key == 0 && !allHold) {
            return ReservationOutcome.refused(Sense.invalidFieldInParameterList(SERVICE_ACTION_KEY, 7));
        }
        if (key == 0) {
            return takeOver(cdb, other -> true, nexus, now);
        }
        Long holdersKey = hold == null || hold.holder() == null ? null : now.key(hold.holder());
        boolean matches = now.registrations().values().stream().anyMatch(registration -> registration.key() == key);
        if (!matches) {
            return ReservationOutcome.CONFLICT;
        }
        return holdersKey != null && holdersKey == key
                ? takeOver(cdb, other -> isKey(now, other, key), nexus, now)
                : unregister(key, nexus, now);
    }

    /** The same, and the tasks of whoever has lost its registration end. */
    static ReservationOutcome preemptAndAbort(Cdb cdb, long key, ItNexus nexus, Reservations now) {
        ReservationOutcome outcome = preempt(cdb, key, nexus, now);
        if (outcome instanceof ReservationOutcome.Done done) {
            Set<ItNexus> removed = new LinkedHashSet<>(now.registrations().keySet());
            removed.removeAll(done.next().registrations().keySet());
            return new ReservationOutcome.Done(done.next(), done.attentions(), removed);
        }
        return outcome;
    }

    private static boolean isKey(Reservations now, ItNexus nexus, long key) {
        Long registered = now.key(nexus);
        return registered != null && registered == key;
    }

    /** The reservation changes hands: whoever else is among the preempted is registered no longer. */
    private static ReservationOutcome takeOver(Cdb cdb, Predicate<ItNexus> preempted, ItNexus nexus, Reservations now) {
        ReservationType type = PersistentReserveOut.type(cdb);
        if (type == null) {
            return ReservationOutcome.refused(PersistentReserveOut.wrongType(cdb));
        }
        Map<ItNexus, Registration> registrations = new LinkedHashMap<>(now.registrations());
        registrations.keySet().removeIf(other -> !other.equals(nexus) && preempted.test(other));
        Map<ItNexus, UnitAttention> attentions = tellRemoved(nexus, now, registrations);
        if (changes(now.hold(), type)) {
            attentions.putAll(
                    ReservationOutcome.tellAllBut(nexus, registrations.keySet(), UnitAttention.RESERVATIONS_RELEASED));
        }
        Reservations next = now.withRegistrations(registrations)
                .withHold(Reservations.Hold.of(type, nexus))
                .nextGeneration();
        return new ReservationOutcome.Done(next, attentions, Set.of());
    }

    private static boolean changes(Reservations.@Nullable Hold hold, ReservationType type) {
        return hold == null || hold.type() != type;
    }

    /** Registrations go, the sender's own among them where it is one of those; SCOPE and TYPE are ignored. */
    private static ReservationOutcome unregister(long key, ItNexus nexus, Reservations now) {
        Map<ItNexus, Registration> registrations = new LinkedHashMap<>(now.registrations());
        registrations.values().removeIf(registration -> registration.key() == key);
        Reservations.Hold hold = now.hold();
        boolean released = hold != null && Registering.ended(hold, registrations);
        Reservations next = now.withRegistrations(registrations)
                .withHold(released ? null : hold)
                .nextGeneration();
        return new ReservationOutcome.Done(next, tellRemoved(nexus, now, registrations), Set.of());
    }

    private static Map<ItNexus, UnitAttention> tellRemoved(
            ItNexus nexus, Reservations before, Map<ItNexus, Registration> left) {
        Set<ItNexus> removed = new LinkedHashSet<>(before.registrations().keySet());
        removed.removeAll(left.keySet());
        return ReservationOutcome.tellAllBut(nexus, removed, UnitAttention.REGISTRATIONS_PREEMPTED);
    }
}
