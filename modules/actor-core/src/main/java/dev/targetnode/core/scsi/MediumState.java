package dev.targetnode.core.scsi;

/** Whether a device can reach what it stores. */
public enum MediumState {
    READY,
    /** The backend does not answer and the device is fenced off until it does. */
    ISOLATED,
    /** Nothing is open: SCST's {@code active = 0}, or no medium in a drive. */
    NOT_PRESENT,
    /** START STOP UNIT has stopped it, until START STOP UNIT starts it again (SBC-3). */
    STOPPED;

    /** What REQUEST SENSE reports of it where nothing else is pending (SPC-4 6.39). */
    public Sense sense() {
        return switch (this) {
            case READY -> Sense.NO_SENSE;
            case ISOLATED -> Sense.NOT_READY_CAUSE_NOT_REPORTABLE;
            case NOT_PRESENT -> Sense.MEDIUM_NOT_PRESENT;
            case STOPPED -> Sense.NOT_READY_STOPPED;
        };
    }
}
