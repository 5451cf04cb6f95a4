package dev.targetnode.core.scsi;

/** Whether a device can reach what it stores. */
public enum MediumState {
    READY,
    /** The backend does not answer and the device is fenced off until it does. */
    ISOLATED,
    /** Nothing is open: SCST's {@code active = 0}, or no medium in a drive. */
    NOT_PRESENT
}
