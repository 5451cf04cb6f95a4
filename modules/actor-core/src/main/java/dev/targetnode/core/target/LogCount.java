package dev.targetnode.core.target;

import dev.targetnode.core.scsi.LogCounters;
import dev.targetnode.core.scsi.LogCounters.Group;

/** Counts for the log pages what the works of a device have done. Confined to the device actor. */
final class LogCount {
    private long writtenBytes;
    private long writeErrors;
    private long readBytes;
    private long readErrors;
    private long verifiedBytes;
    private long verifyErrors;
    private long otherErrors;

    void written(long bytes, boolean failed) {
        writtenBytes += bytes;
        writeErrors += failed ? 1 : 0;
    }

    void read(long bytes, boolean failed) {
        readBytes += bytes;
        readErrors += failed ? 1 : 0;
    }

    void verified(long bytes, boolean failed) {
        verifiedBytes += bytes;
        verifyErrors += failed ? 1 : 0;
    }

    void other(boolean failed) {
        otherErrors += failed ? 1 : 0;
    }

    /** What has been counted so far. */
    LogCounters now() {
        return new LogCounters(
                new Group(writtenBytes, writeErrors),
                new Group(readBytes, readErrors),
                new Group(verifiedBytes, verifyErrors),
                otherErrors);
    }

    /** Goes on from these values. */
    void set(LogCounters values) {
        writtenBytes = values.written().bytes();
        writeErrors = values.written().uncorrected();
        readBytes = values.read().bytes();
        readErrors = values.read().uncorrected();
        verifiedBytes = values.verified().bytes();
        verifyErrors = values.verified().uncorrected();
        otherErrors = values.otherErrors();
    }
}
