package dev.targetnode.iscsi.statistics;

import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a session does with a logical unit. Confined to the session's loop: nothing here is volatile, and counting
 * allocates nothing once the first command has ended, as long as commands end well.
 */
public final class LunCounters {
    /** What takes longer counts as long as this: an hour. */
    static final long MICROS_MAX = 3_600_000_000L;

    private static final int SIGNIFICANT_DIGITS = 2;
    private static final int NANOS_PER_MICRO = 1000;
    private static final LunCounters OFF = new LunCounters(-1, "-", false);

    private final int lun;
    private final String device;
    private final boolean enabled;
    private final Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
    private long reads;
    private long writes;
    private long others;
    private long bytesRead;
    private long bytesWritten;
    private long aborted;
    private int depth;
    private int depthMax;
    private @Nullable Histogram micros;

    private LunCounters(int lun, String device, boolean enabled) {
        this.lun = lun;
        this.device = device;
        this.enabled = enabled;
    }

    /** Counters at zero. */
    public static LunCounters of(int lun, String device) {
        return new LunCounters(lun, device, true);
    }

    /** What counts nothing; may be shared. */
    public static LunCounters off() {
        return OFF;
    }

    /** A command has begun. */
    public void began() {
        if (enabled) {
            depth++;
            depthMax = Math.max(depthMax, depth);
        }
    }

    /** A command that had begun will not be answered. */
    public void aborted() {
        if (enabled) {
            depth--;
            aborted++;
        }
    }

    /**
     * A command that had begun has been answered.
     *
     * @param bytes how much of its data was moved
     * @param nanos how long it took
     */
    public void ended(CommandKind kind, ScsiStatus status, @Nullable Sense sense, long bytes, long nanos) {
        if (!enabled) {
            return;
        }
        depth--;
        switch (kind) {
            case READ -> {
                reads++;
                bytesRead += bytes;
            }
            case WRITE -> {
                writes++;
                bytesWritten += bytes;
            }
            case OTHER -> others++;
        }
        ErrorKind error = status == ScsiStatus.GOOD ? null : ErrorKind.of(status, sense);
        if (error != null) {
            errors.merge(error, 1L, Long::sum); // which is not what a busy disk does
        }
        Histogram histogram = micros;
        if (histogram == null) {
            histogram = newHistogram(); // units that a session never uses cost none
            micros = histogram;
        }
        histogram.recordValue(Math.max(0, Math.min(nanos / NANOS_PER_MICRO, MICROS_MAX)));
    }

    static Histogram newHistogram() {
        return new Histogram(MICROS_MAX, SIGNIFICANT_DIGITS);
    }

    /** What has been counted. */
    LunStatistics read() {
        return new LunStatistics(
                lun,
                device,
                reads,
                writes,
                others,
                bytesRead,
                bytesWritten,
                errors,
                aborted,
                depth,
                depthMax,
                Latency.of(micros));
    }

    /** Adds all that another has counted, its commands in progress included. */
    void add(LunCounters other) {
        addPast(other);
        depth += other.depth;
    }

    /** Adds what another has counted of commands that have ended. */
    void addPast(LunCounters other) {
        reads += other.reads;
        writes += other.writes;
        others += other.others;
        bytesRead += other.bytesRead;
        bytesWritten += other.bytesWritten;
        aborted += other.aborted;
        depthMax = Math.max(depthMax, other.depthMax);
        other.errors.forEach((kind, count) -> errors.merge(kind, count, Long::sum));
        Histogram theirs = other.micros;
        if (theirs != null) {
            Histogram sum = micros == null ? newHistogram() : micros;
            sum.add(theirs);
            micros = sum;
        }
    }

    void depthMax(int commands) {
        depthMax = commands;
    }

    /** Back to zero, but for the commands that have begun and not ended. */
    void restart() {
        reads = 0;
        writes = 0;
        others = 0;
        bytesRead = 0;
        bytesWritten = 0;
        aborted = 0;
        depthMax = depth;
        errors.clear();
        if (micros != null) {
            micros.reset();
        }
    }

    int lun() {
        return lun;
    }

    String device() {
        return device;
    }
}
