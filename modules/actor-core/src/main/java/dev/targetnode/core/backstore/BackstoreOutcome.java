package dev.targetnode.core.backstore;

/** How one operation on a backstore ended. */
public sealed interface BackstoreOutcome {

    /** The operation did all that was asked. */
    BackstoreOutcome DONE = new Done();

    /** Everything that was asked has been done; one shared instance, {@link #DONE}. */
    record Done() implements BackstoreOutcome {}

    /**
     * The operation failed. What it had been asked to write is then in an undefined state within its own range, and
     * nowhere else.
     *
     * @param error the kind, which decides the sense data
     * @param reason a sentence for a person: what failed, on what, with the system's own error text
     */
    record Failed(BackstoreError error, String reason) implements BackstoreOutcome {}

    /** Kinds of failure, each with one translation into sense data. */
    enum BackstoreError {
        /** The medium could not be read (MEDIUM ERROR, UNRECOVERED READ ERROR). */
        READ,
        /** The medium could not be written (MEDIUM ERROR, WRITE ERROR). */
        WRITE,
        /** A thin-provisioned store has no room left (DATA PROTECT, SPACE ALLOCATION FAILED WRITE PROTECT). */
        NO_SPACE,
        /** The store refuses writes (DATA PROTECT, WRITE PROTECTED). */
        READ_ONLY,
        /** The store is closed or cannot be reached (NOT READY). */
        NOT_READY,
        /** The store cannot do this operation (ILLEGAL REQUEST, INVALID COMMAND OPERATION CODE). */
        UNSUPPORTED,
        /** Anything else (HARDWARE ERROR, INTERNAL TARGET FAILURE). */
        INTERNAL
    }
}
