package dev.targetnode.core.scsi.reservation;

import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * REGISTER and REGISTER AND IGNORE EXISTING KEY (SPC-4 5.13.7, 5.13.11.2.2). With ALL_TG_PT, what the command asks for is
 * asked through each target port of the logical unit: all of it is done, or nothing.
 */
final class Registering {
    private Registering() {}

    static ReservationOutcome register(ReserveOutParameters parameters, Requester requester, Reservations now) {
        for (ItNexus nexus : concerned(parameters, requester)) {
            Long registered = now.key(nexus);
            if (parameters.key() != (registered == null ? 0 : registered)) {
                return ReservationOutcome.CONFLICT;
            }
        }
        return registerAndIgnore(parameters, requester, now);
    }

    static ReservationOutcome registerAndIgnore(
            ReserveOutParameters parameters, Requester requester, Reservations now) {
        Map<ItNexus, Registration> registrations = new LinkedHashMap<>(now.registrations());
        List<ItNexus> concerned = concerned(parameters, requester);
        for (ItNexus nexus : concerned) {
            if (parameters.serviceActionKey() == 0) {
                registrations.remove(nexus);
            } else {
                registrations.put(
                        nexus, new Registration(requester.relativePortId(nexus), parameters.serviceActionKey()));
            }
        }
        if (registrations.size() > Reservations.REGISTRATIONS_MAX) {
            return ReservationOutcome.refused(Sense.INSUFFICIENT_REGISTRATION_RESOURCES);
        }
        Reservations.Hold hold = now.hold();
        boolean released = hold != null && ended(hold, registrations);
        Reservations next = now.withRegistrations(registrations)
                .withHold(released ? null : hold)
                .withPersists(parameters.persist())
                .nextGeneration();
        return new ReservationOutcome.Done(
                next, released ? tellOfRelease(hold, requester.nexus(), registrations) : Map.of(), Set.of());
    }

    private static List<ItNexus> concerned(ReserveOutParameters parameters, Requester requester) {
        if (!parameters.allTargetPorts()) {
            return List.of(requester.nexus());
        }
        List<ItNexus> nexuses = new ArrayList<>();
        requester
                .targetPorts()
                .keySet()
                .forEach(port -> nexuses.add(new ItNexus(requester.nexus().initiatorPort(), port)));
        return nexuses;
    }

    /** SPC-4 5.13.11.2.2: a reservation ends with its holder, one that all registrants hold with the last of them. */
    static boolean ended(Reservations.Hold hold, Map<ItNexus, Registration> registrations) {
        return hold.holder() == null ? registrations.isEmpty() : !registrations.containsKey(hold.holder());
    }

    /** Registrants who had a share in it are told that it is gone, other than by a unit attention of their own doing. */
    static Map<ItNexus, UnitAttention> tellOfRelease(
            Reservations.@Nullable Hold hold, ItNexus by, Map<ItNexus, Registration> registrations) {
        return hold != null && hold.type().registrantsShare()
                ? ReservationOutcome.tellAllBut(by, registrations.keySet(), UnitAttention.RESERVATIONS_RELEASED)
                : Map.of();
    }
}
