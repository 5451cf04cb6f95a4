package dev.targetnode.iscsi.statistics;

import java.util.Map;

/**
 * What one session has done with one logical unit over some time.
 *
 * @param lun its number, -1 for commands to units that do not exist
 * @param device its device's name, {@code -} where there is none
 * @param reads commands that read blocks and have ended
 * @param writes commands that wrote blocks and have ended
 * @param others other commands that have ended
 * @param bytesRead bytes of blocks sent
 * @param bytesWritten bytes of blocks received by commands that ended well
 * @param errors commands that did not end well, by kind; kinds without one are absent
 * @param aborted commands that were ended without an answer, by task management or the end of the session
 * @param depth commands that have begun and not ended, now
 * @param depthMax the most there were at a time
 * @param latency how long they took
 */
public record LunStatistics(
        int lun,
        String device,
        long reads,
        long writes,
        long others,
        long bytesRead,
        long bytesWritten,
        Map<ErrorKind, Long> errors,
        long aborted,
        int depth,
        int depthMax,
        Latency latency) {
    public LunStatistics {
        errors = Map.copyOf(errors);
    }

    public long commands() {
        return reads + writes + others;
    }

    public long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** True where nothing has ended or been aborted. */
    public boolean isIdle() {
        return commands() == 0 && aborted == 0;
    }
}
