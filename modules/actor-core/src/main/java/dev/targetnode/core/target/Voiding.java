package dev.targetnode.core.target;

/** Why tasks of a nexus ended that did not ask for it (SAM-5 5.6). */
public enum Voiding {
    /** The logical unit was reset, by this nexus or another: a unit attention condition says so. */
    RESET,
    /** Another nexus cleared the task set: a unit attention condition says so. */
    CLEARED,
    /** The same, where the control mode page has TAS: each task ends with the status TASK ABORTED. */
    CLEARED_WITH_STATUS
}
