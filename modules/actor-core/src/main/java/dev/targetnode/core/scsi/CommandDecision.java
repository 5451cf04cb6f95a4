package dev.targetnode.core.scsi;

/** Whether a command may run now. */
public sealed interface CommandDecision {

    CommandDecision RUN = new Run();
    CommandDecision CONFLICT = new Conflict();

    /** It may; shared instance {@link #RUN}. */
    record Run() implements CommandDecision {}

    /** RESERVATION CONFLICT; shared instance {@link #CONFLICT}. */
    record Conflict() implements CommandDecision {}

    /** CHECK CONDITION with this sense data. */
    record Check(Sense sense) implements CommandDecision {}

    /** CHECK CONDITION with the unit attention's sense data; the condition is then no longer pending (SAM-5 5.14). */
    record Attention(UnitAttention attention) implements CommandDecision {}
}
