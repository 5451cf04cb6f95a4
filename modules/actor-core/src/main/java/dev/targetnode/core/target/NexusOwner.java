package dev.targetnode.core.target;

import java.util.List;

/** Who asked for an I_T nexus. Implementations pass the word on as a message; called from any loop, may not block. */
public interface NexusOwner {
    /** The nexus is open, with these logical units. */
    void opened(List<LunMapping> luns);

    /** It is not, for a reason that a person can read. */
    void refused(Refusal why, String reason);

    /**
     * The same initiator port has come again (RFC 7143 6.3.5, session reinstatement): end every task, then tell the
     * target {@link TargetActor.CloseNexus}.
     */
    void replaced();

    /** The target ends the session: end every task, close the connection, then {@link TargetActor.CloseNexus}. */
    void ended(String why);

    /** Why a nexus was refused. */
    enum Refusal {
        /** The target is disabled or being removed. */
        UNAVAILABLE,
        /** MaxSessions of the target is reached. */
        TOO_MANY_SESSIONS
    }
}
