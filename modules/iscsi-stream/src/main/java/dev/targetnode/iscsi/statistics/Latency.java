package dev.targetnode.iscsi.statistics;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long commands took, from the turn of a command to the hand-over of its last answer to the connection, the
 * initiator's own time to send data included.
 *
 * @param commands how many were measured
 * @param p50Micros half of them took no longer, within 1 %
 * @param p99Micros 99 of 100 took no longer
 * @param maxMicros the longest
 */
public record Latency(long commands, long p50Micros, long p99Micros, long maxMicros) {
    public static final Latency NONE = new Latency(0, 0, 0, 0);

    private static final double P50 = 50;
    private static final double P99 = 99;

    static Latency of(@Nullable Histogram histogram) {
        if (histogram == null || histogram.getTotalCount() == 0) {
            return NONE;
        }
        return new Latency(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(P50),
                histogram.getValueAtPercentile(P99),
                histogram.getMaxValue());
    }
}
