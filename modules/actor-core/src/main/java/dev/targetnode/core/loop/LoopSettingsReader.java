package dev.targetnode.core.loop;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.targetnode.core.loop.LoopSettings.Invalid;
import dev.targetnode.core.loop.LoopSettings.Parsed;
import dev.targetnode.core.loop.LoopSettings.RingSettings;
import dev.targetnode.core.loop.LoopSettings.Valid;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Reads {@link LoopSettings}; the first key that does not hold ends the reading and is named in the result. */
final class LoopSettingsReader {
    private static final String AUTO = "auto";
    private static final int RING_ENTRIES_MIN = 16;
    /** IORING_MAX_ENTRIES and IORING_MAX_CQ_ENTRIES of the kernel. */
    private static final int RING_ENTRIES_MAX = 32_768;

    private static final int COMPLETION_ENTRIES_MAX = 65_536;
    private static final int BOUNDED_WORKERS_MAX = 4_096;
    private static final Duration TASK_QUANTUM_MAX = Duration.ofSeconds(1);
    private static final Duration SHUTDOWN_TIMEOUT_MAX = Duration.ofMinutes(1);

    private final Config config;

    private LoopSettingsReader(Config config) {
        this.config = config;
    }

    static Parsed read(Config config) {
        try {
            return new Valid(new LoopSettingsReader(config).settings());
        } catch (BadKeyException bad) {
            return new Invalid(bad.key, bad.reason);
        }
    }

    private LoopSettings settings() throws BadKeyException {
        int entries = powerOfTwo("io-uring.ring-entries", RING_ENTRIES_MIN, RING_ENTRIES_MAX);
        return new LoopSettings(
                transport(),
                count(),
                integer("poll_us", 0, LoopSettings.POLL_MICROS_MAX),
                wholeMillis("task-quantum", TASK_QUANTUM_MAX),
                integer("throughput", 1, LoopSettings.THROUGHPUT_MAX),
                wholeMillis("shutdown-timeout", SHUTDOWN_TIMEOUT_MAX),
                new RingSettings(
                        entries,
                        powerOfTwo("io-uring.completion-entries", entries, COMPLETION_ENTRIES_MAX),
                        integer("io-uring.bounded-workers", 0, BOUNDED_WORKERS_MAX)));
    }

    private Optional<Transport> transport() throws BadKeyException {
        String name = text("transport");
        if (name.equals(AUTO)) {
            return Optional.empty();
        }
        for (Transport transport : Transport.values()) {
            if (transport.settingName().equals(name)) {
                return Optional.of(transport);
            }
        }
        String names =
                Arrays.stream(Transport.values()).map(Transport::settingName).collect(Collectors.joining(", "));
        throw new BadKeyException("transport", "\"" + name + "\" is none of auto, " + names);
    }

    private OptionalInt count() throws BadKeyException {
        return text("count").equals(AUTO)
                ? OptionalInt.empty()
                : OptionalInt.of(integer("count", 1, LoopSettings.LOOPS_MAX));
    }

    private String text(String key) throws BadKeyException {
        try {
            return config.getString(path(key));
        } catch (ConfigException refused) {
            throw new BadKeyException(key, refused);
        }
    }

    private int integer(String key, int min, int max) throws BadKeyException {
        try {
            long value = config.getLong(path(key));
            if (value < min || value > max) {
                throw new BadKeyException(key, value + " is not within " + min + " to " + max);
            }
            return (int) value;
        } catch (ConfigException refused) {
            throw new BadKeyException(key, refused);
        }
    }

    private int powerOfTwo(String key, int min, int max) throws BadKeyException {
        int value = integer(key, min, max);
        if (Integer.bitCount(value) != 1) {
            throw new BadKeyException(key, value + " is not a power of two");
        }
        return value;
    }

    private Duration wholeMillis(String key, Duration max) throws BadKeyException {
        try {
            Duration value = config.getDuration(path(key));
            boolean whole = value.equals(Duration.ofMillis(value.toMillis()));
            if (!whole || value.isNegative() || value.isZero() || value.compareTo(max) > 0) {
                throw new BadKeyException(
                        key,
                        value.toNanos() / 1e6 + " ms is not a whole number of milliseconds from 1 to "
                                + max.toMillis());
            }
            return value;
        } catch (ConfigException refused) {
            throw new BadKeyException(key, refused);
        }
    }

    private static String path(String key) {
        return LoopSettings.PATH + "." + key;
    }

    /** Ends the reading of one file; never leaves this class. */
    private static final class BadKeyException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String key;
        private final String reason;

        BadKeyException(String key, String reason) {
            super(reason);
            this.key = path(key);
            this.reason = reason;
        }

        BadKeyException(String key, ConfigException refused) {
            super(refused);
            this.key = path(key);
            this.reason = String.valueOf(refused.getMessage());
        }
    }
}
