package dev.targetnode.core.scsi;

import org.jspecify.annotations.Nullable;

/** The one decision on whether a command may run: reservation, then ALUA, then unit attention, then medium. */
public final class Gate {

    /**
     * What the decision depends on, for one I_T nexus and one logical unit.
     *
     * @param reservation what reservations leave to the nexus
     * @param alua the state of the target port group through which the nexus comes
     * @param attentions the unit attentions that are pending for the nexus
     * @param medium whether the device can reach what it stores
     */
    public record State(ReservationAccess reservation, AluaState alua, UnitAttentions attentions, MediumState medium) {

        /** Nothing stands in the way of anything. */
        public static final State OPEN = new State(
                ReservationAccess.UNRESTRICTED, AluaState.ACTIVE_OPTIMIZED, UnitAttentions.NONE, MediumState.READY);
    }

    private static final CommandDecision STANDBY = new CommandDecision.Check(Sense.NOT_READY_ALUA_STANDBY);
    private static final CommandDecision UNAVAILABLE = new CommandDecision.Check(Sense.NOT_READY_ALUA_UNAVAILABLE);
    private static final CommandDecision TRANSITION = new CommandDecision.Check(Sense.NOT_READY_ALUA_TRANSITION);
    private static final CommandDecision ISOLATED = new CommandDecision.Check(Sense.NOT_READY_CAUSE_NOT_REPORTABLE);
    private static final CommandDecision NO_MEDIUM = new CommandDecision.Check(Sense.MEDIUM_NOT_PRESENT);
    private static final CommandDecision STOPPED = new CommandDecision.Check(Sense.NOT_READY_STOPPED);

    private Gate() {}

    /**
     * Decides; allocates only where the answer is a unit attention.
     *
     * @param operation what the command is, or null for one that the device does not offer: nothing but a unit attention
     *     comes before the refusal of its operation code
     */
    public static CommandDecision decide(@Nullable Operation operation, State state) {
        if (operation != null) {
            if (!operation.allowedThrough(state.reservation())) {
                return CommandDecision.CONFLICT;
            }
            if (!operation.allowedIn(state.alua())) {
                return refusalIn(state.alua());
            }
        }
        boolean reports = operation == null || !operation.ignoresUnitAttention();
        if (reports && !state.attentions().isEmpty()) {
            return new CommandDecision.Attention(state.attentions().first());
        }
        return operation != null && operation.needsMedium() ? onMedium(state.medium()) : CommandDecision.RUN;
    }

    /** Decides likewise; a few commands meet a reservation or not by what their CDB asks for. */
    public static CommandDecision decide(@Nullable Operation operation, Cdb cdb, State state) {
        CommandDecision decision = decide(operation, state);
        if (decision == CommandDecision.CONFLICT && operation != null && operation.passesReservations(cdb)) {
            return decide(
                    operation,
                    new State(ReservationAccess.UNRESTRICTED, state.alua(), state.attentions(), state.medium()));
        }
        return decision;
    }

    private static CommandDecision refusalIn(AluaState state) {
        return switch (state) {
            case ACTIVE_OPTIMIZED, ACTIVE_NON_OPTIMIZED -> CommandDecision.RUN;
            case STANDBY -> STANDBY;
            case UNAVAILABLE, OFFLINE -> UNAVAILABLE;
            case TRANSITIONING -> TRANSITION;
        };
    }

    private static CommandDecision onMedium(MediumState medium) {
        return switch (medium) {
            case READY -> CommandDecision.RUN;
            case ISOLATED -> ISOLATED;
            case NOT_PRESENT -> NO_MEDIUM;
            case STOPPED -> STOPPED;
        };
    }
}
