package dev.targetnode.mgmt.config;

import java.time.Duration;

/** Holds {@code limits}, {@code memory} and {@code shutdown} to their ranges; the parts that use them read them later. */
final class LimitsReader {
    private static final String LIMITS = "limits";
    private static final String MEMORY = "memory";
    private static final String SHUTDOWN = "shutdown";

    private static final int CONNECTIONS_MAX = 1_000_000;
    private static final int MEGABYTES_MAX = 1 << 24; // 16 TiB
    private static final String AUTO = "auto";

    private LimitsReader() {}

    /** Notes what is wrong; a part that nothing is known of here is not looked for. */
    static void check(Section root) {
        if (root.has(LIMITS)) {
            limits(root.section(LIMITS));
        }
        if (root.has(MEMORY)) {
            memory(root.section(MEMORY));
        }
        if (root.has(SHUTDOWN)) {
            root.section(SHUTDOWN).time("drain-max", Duration.ZERO, Duration.ofHours(1));
        }
    }

    private static void limits(Section limits) {
        limits.time("login-timeout", Duration.ofMillis(100), Duration.ofHours(1));
        limits.integer("connections-max", 1, CONNECTIONS_MAX);
        limits.time("abort-bound", Duration.ofMillis(1), Duration.ofMinutes(1));
        limits.time("stuck-after", Duration.ofMillis(100), Duration.ofDays(1));
    }

    private static void memory(Section memory) {
        if (!memory.string("scst_max_cmd_mem").equals(AUTO)) {
            memory.integer("scst_max_cmd_mem", 1, MEGABYTES_MAX);
        }
    }
}
