package dev.targetnode.iscsi.statistics;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What is counted and how often it is told.
 *
 * @param enabled commands are counted and timed; where not, no clock is read for them
 * @param logInterval how often each session that has done something since then says what; zero says it at logout only
 */
public record StatisticsSettings(boolean enabled, Duration logInterval) {
    /** Counted, and told at logout only. */
    public static final StatisticsSettings QUIET = new StatisticsSettings(true, Duration.ZERO);

    private static final Duration INTERVAL_MIN = Duration.ofSeconds(1);

    /** Reads {@code target-node.statistics}; an interval between zero and a second counts as one second. */
    public static StatisticsSettings from(Config settings) {
        Duration interval = settings.getDuration("target-node.statistics.log-interval");
        boolean off = interval.isZero() || interval.isNegative();
        boolean tooShort = !off && interval.compareTo(INTERVAL_MIN) < 0;
        return new StatisticsSettings(
                settings.getBoolean("target-node.statistics.enabled"),
                off ? Duration.ZERO : tooShort ? INTERVAL_MIN : interval);
    }

    /** True where sessions speak between login and logout. */
    public boolean hasInterval() {
        return enabled && !logInterval.isZero();
    }
}
