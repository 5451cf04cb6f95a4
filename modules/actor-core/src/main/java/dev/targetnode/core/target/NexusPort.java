package dev.targetnode.core.target;

import dev.targetnode.core.event.Peer;
import dev.targetnode.core.scsi.UnitAttention;
import java.util.List;
import java.util.Set;

/**
 * What a session hears from its logical units. Implementations pass the word on as a message; they are called from any
 * loop and may not block.
 */
public interface NexusPort {
    /** A task of {@code lun} has ended. */
    void completed(int lun, ScsiCompletion completion);

    /** Several tasks of {@code lun} have ended, in this order. */
    default void completed(int lun, List<ScsiCompletion> completions) {
        completions.forEach(completion -> completed(lun, completion));
    }

    /**
     * An abort or reset that the session asked for is done.
     *
     * @param id the session's own number for it
     * @param stillRunning tasks whose operations the backstore has not given back within the bound; they are fenced
     */
    void tasksEnded(long id, int lun, int stillRunning);

    /**
     * Tasks ended that this nexus did not end itself. Those which the session still keeps back from the unit end as well.
     *
     * @param tags the tasks that the unit had; what they hold comes back with their completions
     */
    void tasksVoided(int lun, Set<Long> tags, Voiding cause);

    /** The device has taken note that the nexus is gone: whatever it still runs for it is fenced. */
    void detached(int lun);

    /** A unit attention condition was established, which may be reported asynchronously. */
    void attention(int lun, UnitAttention attention);

    /** Who is at the other end, for the log. */
    default Peer peer() {
        return Peer.NONE;
    }
}
