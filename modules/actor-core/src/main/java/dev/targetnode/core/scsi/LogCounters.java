package dev.targetnode.core.scsi;

/**
 * What the log pages of a disk count since the last LOG SELECT that cleared them; each is at least 0.
 *
 * @param written by commands that write
 * @param read by commands that read
 * @param verified by commands that verify
 * @param otherErrors errors that have nothing to do with blocks
 */
public record LogCounters(Group written, Group read, Group verified, long otherErrors) {
    /** Nothing has happened yet. */
    public static final LogCounters ZERO = new LogCounters(Group.ZERO, Group.ZERO, Group.ZERO, 0);

    /**
     * One of the error counter pages (SPC-4 7.3.6).
     *
     * @param bytes TOTAL BYTES PROCESSED
     * @param uncorrected TOTAL UNCORRECTED ERRORS
     */
    public record Group(long bytes, long uncorrected) {
        static final Group ZERO = new Group(0, 0);
    }
}
