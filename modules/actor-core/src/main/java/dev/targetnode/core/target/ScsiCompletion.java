package dev.targetnode.core.target;

import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended; its buffers are the session's again.
 *
 * @param tag the request's
 * @param status the SCSI status
 * @param sense with CHECK CONDITION
 * @param descriptorSense the logical unit reports sense data in descriptor format (D_SENSE)
 * @param dataInBytes how many bytes of the request's {@code dataIn} are for the initiator
 * @param wantedBytes how many bytes the command itself asked to move, for the residual count
 * @param aborted the task was aborted: nothing of this may reach the initiator
 */
public record ScsiCompletion(
        long tag,
        ScsiStatus status,
        @Nullable Sense sense,
        boolean descriptorSense,
        int dataInBytes,
        long wantedBytes,
        boolean aborted) {

    /** A task that was aborted. */
    static ScsiCompletion aborted(long tag) {
        return new ScsiCompletion(tag, ScsiStatus.TASK_ABORTED, null, false, 0, 0, true);
    }

    /** A task whose device has failed (SPC-4 4.5: HARDWARE ERROR, INTERNAL TARGET FAILURE). */
    static ScsiCompletion deviceFailed(long tag) {
        return new ScsiCompletion(tag, ScsiStatus.CHECK_CONDITION, Sense.INTERNAL_TARGET_FAILURE, false, 0, 0, false);
    }
}
