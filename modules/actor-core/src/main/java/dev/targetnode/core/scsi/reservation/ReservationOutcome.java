package dev.targetnode.core.scsi.reservation;

import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What a command that changes reservations comes to. */
public sealed interface ReservationOutcome {

    /** RESERVATION CONFLICT; nothing has changed. */
    record Conflict() implements ReservationOutcome {}

    /** CHECK CONDITION; nothing has changed. */
    record Refused(Sense sense) implements ReservationOutcome {}

    /**
     * GOOD.
     *
     * @param next what holds from now on
     * @param attentions the unit attention that each other nexus gets
     * @param tasksEnd the nexuses whose tasks end before the status is given (PREEMPT AND ABORT)
     */
    record Done(Reservations next, Map<ItNexus, UnitAttention> attentions, Set<ItNexus> tasksEnd)
            implements ReservationOutcome {
        public Done {
            attentions = Map.copyOf(attentions);
            tasksEnd = Set.copyOf(tasksEnd);
        }

        Done(Reservations next) {
            this(next, Map.of(), Set.of());
        }
    }

    Conflict CONFLICT = new Conflict();

    static ReservationOutcome refused(Sense sense) {
        return new Refused(sense);
    }

    /** The same unit attention for every nexus of {@code registered} but one. */
    static Map<ItNexus, UnitAttention> tellAllBut(ItNexus one, Set<ItNexus> registered, UnitAttention attention) {
        Map<ItNexus, UnitAttention> attentions = new LinkedHashMap<>();
        Set<ItNexus> others = new LinkedHashSet<>(registered);
        others.remove(one);
        others.forEach(nexus -> attentions.put(nexus, attention));
        return attentions;
    }
}
