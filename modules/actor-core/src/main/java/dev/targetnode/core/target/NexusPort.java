package dev.targetnode.core.target;

import dev.targetnode.core.scsi.UnitAttention;
import java.util.List;

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

    /** The logical unit was reset by this or another nexus: tasks that have not reached it yet are void. */
    void unitReset(int lun);

    /** The device has taken note that the nexus is gone: whatever it still runs for it is fenced. */
    void detached(int lun);

    /** A unit attention condition was established, which may be reported asynchronously. */
    void attention(int lun, UnitAttention attention);
}
