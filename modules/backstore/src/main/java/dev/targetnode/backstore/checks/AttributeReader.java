package dev.targetnode.backstore.checks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.targetnode.core.backstore.BackstoreHandler.AttributeProblem;
import dev.targetnode.core.backstore.BackstoreOpenException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads attributes and gathers what is wrong with them. After a problem the default is answered, so that all problems
 * of a device are found in one go. Not safe for several threads.
 */
public final class AttributeReader {
    private static final long MIB = 1L << 20;

    private final Config attributes;
    private final List<AttributeProblem> problems = new ArrayList<>();

    public AttributeReader(Config attributes) {
        this.attributes = attributes;
    }

    /** What has been found wrong so far. */
    public List<AttributeProblem> problems() {
        return List.copyOf(problems);
    }

    /** Why a device of this name cannot be opened: the first problem; empty where there is none. */
    public Optional<BackstoreOpenException> refusal(String device) {
        return problems().stream()
                .findFirst()
                .map(first -> new BackstoreOpenException(
                        "device " + device + ": " + first.attribute() + " " + first.reason()));
    }

    /** What is read. */
    Config attributes() {
        return attributes;
    }

    /** Notes a problem that the reader cannot see by itself; the first one of an attribute stands. */
    public void problem(String attribute, String reason) {
        if (problems.stream().noneMatch(known -> known.attribute().equals(attribute))) {
            problems.add(new AttributeProblem(attribute, reason));
        }
    }

    public boolean has(String attribute) {
        return attributes.hasPath(attribute);
    }

    /** Every key has to be one of these. */
    public void known(Set<String> keys) {
        attributes.root().keySet().stream()
                .filter(key -> !keys.contains(key))
                .sorted()
                .forEach(key -> problem(key, "is not an attribute of this handler"));
    }

    /** Text, or null where it is not given. */
    public @Nullable String text(String attribute) {
        return read(attribute, () -> attributes.getString(attribute)).orElse(null);
    }

    /** True or false, also as SCST writes it: 1 or 0. */
    public boolean flag(String attribute, boolean otherwise) {
        String value = text(attribute);
        if (value == null) {
            return otherwise;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> {
                problem(attribute, "must be true or false (1 or 0)");
                yield otherwise;
            }
        };
    }

    /** A whole number in the range. */
    public int integer(String attribute, int otherwise, int min, int max) {
        Long value = read(attribute, () -> attributes.getLong(attribute)).orElse(null);
        if (value == null) {
            return otherwise;
        }
        if (value < min || value > max) {
            problem(attribute, "must be between " + min + " and " + max);
            return otherwise;
        }
        return value.intValue();
    }

    /** A probability. */
    public double fraction(String attribute, double otherwise) {
        Double value = read(attribute, () -> attributes.getDouble(attribute)).orElse(null);
        if (value == null) {
            return otherwise;
        }
        if (!(value >= 0 && value <= 1)) {
            problem(attribute, "must be between 0 and 1");
            return otherwise;
        }
        return value;
    }

    /** A time that is not negative, such as {@code 50 ms}. */
    public Duration time(String attribute, Duration otherwise) {
        Duration value =
                read(attribute, () -> attributes.getDuration(attribute)).orElse(otherwise);
        if (value.isNegative()) {
            problem(attribute, "must not be negative");
            return otherwise;
        }
        return value;
    }

    /** Texts, or one. */
    public List<String> texts(String attribute) {
        return read(attribute, () -> switch (attributes.getValue(attribute).valueType()) {
                    case LIST -> attributes.getStringList(attribute);
                    default -> List.of(attributes.getString(attribute));
                })
                .orElse(List.of());
    }

    /** A power of two in the range. */
    public int powerOfTwo(String attribute, int otherwise, int min, int max) {
        int value = integer(attribute, otherwise, 1, Integer.MAX_VALUE);
        if (value < min || value > max || Integer.bitCount(value) != 1) {
            problem(attribute, "must be a power of two from " + min + " to " + max);
            return otherwise;
        }
        return value;
    }

    /**
     * The device's size by {@code size} (bytes, or with a unit such as {@code 1 GiB}) or {@code size_mb}.
     *
     * @return bytes, a positive multiple of {@code blockBytes}, or 0 where neither is given
     */
    public long size(int blockBytes) {
        if (has("size") && has("size_mb")) {
            problem("size_mb", "must not be given together with size");
            return 0;
        }
        String attribute = has("size_mb") ? "size_mb" : "size";
        if (!has(attribute)) {
            return 0;
        }
        long size = has("size_mb")
                ? integer("size_mb", 1, 1, Integer.MAX_VALUE) * MIB
                : read(attribute, () -> attributes.getBytes(attribute)).orElse((long) blockBytes);
        if (size <= 0) {
            problem(attribute, "must be positive");
            return 0;
        }
        if (size % blockBytes != 0) {
            problem(attribute, "must be a multiple of blocksize, " + blockBytes);
            return 0;
        }
        return size;
    }

    private <T> Optional<T> read(String attribute, Supplier<T> getter) {
        if (!has(attribute)) {
            return Optional.empty();
        }
        try {
            return Optional.of(getter.get());
        } catch (ConfigException wrong) {
            problem(attribute, "has the wrong type or unit: " + withoutOrigin(wrong));
            return Optional.empty();
        }
    }

    /** The configuration's own words, without its "file: line: " in front. */
    private static String withoutOrigin(ConfigException wrong) {
        String message = String.valueOf(wrong.getMessage());
        int end = message.lastIndexOf(": ");
        return end < 0 ? message : message.substring(end + 2);
    }
}
