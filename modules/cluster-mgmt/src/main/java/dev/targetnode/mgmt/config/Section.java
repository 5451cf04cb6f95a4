package dev.targetnode.mgmt.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One object of a configuration under its path. Every accessor notes a problem where the value is missing or wrong and
 * then returns some value of its type, so that reading goes on and finds the other problems too.
 */
final class Section {
    private final List<String> path;
    private final ConfigObject object;
    private final Problems problems;

    Section(List<String> path, ConfigObject object, Problems problems) {
        this.path = List.copyOf(path);
        this.object = object;
        this.problems = problems;
    }

    ConfigObject object() {
        return object;
    }

    /** Keys in ascending order; HOCON objects have no order of their own. */
    Set<String> keys() {
        return new TreeSet<>(object.keySet());
    }

    boolean has(String key) {
        return object.containsKey(key);
    }

    /** The object under {@code key}; an empty one where it is missing or of another type (a problem). */
    Section section(String key) {
        ConfigValue value = object.get(key);
        if (value instanceof ConfigObject child) {
            return new Section(pathOf(key), child, problems);
        }
        unreadable(key, value == null ? "is missing" : "must be an object in braces, not " + kind(value));
        return new Section(pathOf(key), ConfigFactory.empty().root(), problems);
    }

    void rejectUnknown(Collection<String> known) {
        for (String key : keys()) {
            if (!known.contains(key)) {
                problem(key, "is not a known setting" + NearestName.hint(key, known));
            }
        }
    }

    String string(String key) {
        ConfigValue value = scalar(key);
        return value == null ? "" : String.valueOf(value.unwrapped());
    }

    /** Yes or No as iSCSI spells it, or any of HOCON's spellings, or SCST's 1 and 0. */
    boolean bool(String key) {
        ConfigValue value = scalar(key);
        if (value == null) {
            return false;
        }
        return switch (String.valueOf(value.unwrapped()).toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "1" -> true;
            case "no", "false", "off", "0" -> false;
            default -> {
                problem(key, "must be Yes or No, not " + written(value));
                yield false;
            }
        };
    }

    int integer(String key, int min, int max) {
        ConfigValue value = scalar(key);
        if (value == null) {
            return min;
        }
        try {
            return inRange(key, value, Long.parseLong(String.valueOf(value.unwrapped())), min, max);
        } catch (NumberFormatException e) {
            problem(key, "must be a whole number from " + min + " to " + max + ", not " + written(value));
            return min;
        }
    }

    /** A number of bytes, with or without a unit. */
    int bytes(String key, int min, int max) {
        ConfigValue value = scalar(key);
        if (value == null) {
            return min;
        }
        try {
            return inRange(key, value, value.atKey("v").getBytes("v"), min, max);
        } catch (ConfigException e) {
            problem(key, "must be a size from " + min + " to " + max + " bytes, not " + written(value));
            return min;
        }
    }

    /** A time: a plain number is in seconds, as SCST has it; a unit may follow. */
    Duration seconds(String key, int min, int max) {
        ConfigValue value = scalar(key);
        if (value == null) {
            return Duration.ofSeconds(min);
        }
        String text = String.valueOf(value.unwrapped());
        try {
            Duration given = text.chars().allMatch(Character::isDigit)
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : value.atKey("v").getDuration("v");
            boolean ranged =
                    given.compareTo(Duration.ofSeconds(min)) >= 0 && given.compareTo(Duration.ofSeconds(max)) <= 0;
            if (!ranged) {
                problem(key, "must be from " + min + " to " + max + " seconds, not " + written(value));
            }
            return given;
        } catch (ConfigException | NumberFormatException e) {
            problem(key, "must be a time from " + min + " to " + max + " seconds, not " + written(value));
            return Duration.ofSeconds(min);
        }
    }

    /** A time with a unit, such as {@code 500 ms}: without one it would be taken for milliseconds, or for seconds. */
    Duration time(String key, Duration min, Duration max) {
        ConfigValue value = scalar(key);
        if (value == null) {
            return min;
        }
        String range = "must be a time from " + text(min) + " to " + text(max) + ", with its unit, not ";
        try {
            Duration given = value.atKey("v").getDuration("v");
            boolean unit = !String.valueOf(value.unwrapped()).strip().matches("-?[0-9.]+");
            if (unit && given.compareTo(min) >= 0 && given.compareTo(max) <= 0) {
                return given;
            }
        } catch (ConfigException wrong) {
            // said below, with the range
        }
        problem(key, range + written(value));
        return min;
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** One of the names of an enum, in any case. */
    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        ConfigValue value = scalar(key);
        if (value == null) {
            return otherwise;
        }
        E found = byName(type, String.valueOf(value.unwrapped()));
        if (found == null) {
            problem(key, "must be one of " + names(type) + ", not " + written(value));
            return otherwise;
        }
        return found;
    }

    /** A list of names of an enum without repetition, as a HOCON list or separated by commas. */
    <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
        List<E> chosen = new ArrayList<>();
        for (ConfigValue value : list(key)) {
            E found = byName(type, String.valueOf(value.unwrapped()));
            if (found == null || chosen.contains(found)) {
                problem(key, "must be a list without repetition of " + names(type) + ", not " + written(value));
                return List.of(type.getEnumConstants()[0]);
            }
            chosen.add(found);
        }
        return chosen;
    }

    /**
     * The elements of a list. A string is split at its commas, and an object with numbers for keys is what system
     * properties make of a list ({@code -Dportals.0=...}).
     */
    List<ConfigValue> list(String key) {
        ConfigValue value = object.get(key);
        if (value instanceof ConfigList list) {
            return list;
        }
        if (value instanceof ConfigObject numbered && !numbered.isEmpty() && allNumbers(numbered.keySet())) {
            TreeMap<Integer, ConfigValue> ordered = new TreeMap<>();
            numbered.forEach((index, element) -> ordered.put(Integer.valueOf(index), element));
            return List.copyOf(ordered.values());
        }
        if (value == null || value.valueType() != ConfigValueType.STRING) {
            unreadable(key, value == null ? "is missing" : "must be a list, not " + written(value));
            return List.of();
        }
        return Arrays.stream(String.valueOf(value.unwrapped()).split(",", -1))
                .map(part -> part.strip())
                .<ConfigValue>map(part -> ConfigValueFactory.fromAnyRef(part).withOrigin(value.origin()))
                .toList();
    }

    void problem(String key, String reason) {
        problems.add(pathOf(key), reason, originOf(key));
    }

    /** Something to think about; it does not make the configuration wrong. */
    void warning(String key, String reason) {
        problems.warn(pathOf(key), reason, originOf(key));
    }

    private void unreadable(String key, String reason) {
        problems.addUnreadable(pathOf(key), reason, originOf(key));
    }

    /** A problem of a value that may lie deeper, such as {@code fault.slow}. */
    void problemWithin(String relative, String reason) {
        List<String> names = ConfigUtil.splitPath(relative);
        List<String> full = new ArrayList<>(path);
        full.addAll(names);
        ConfigValue deepest = object;
        for (String name : names) {
            ConfigValue next = deepest instanceof ConfigObject within ? within.get(name) : null;
            deepest = next == null ? deepest : next;
        }
        problems.add(full, reason, deepest.origin());
    }

    /** A problem of this object as a whole. */
    void problem(String reason) {
        problems.add(path, reason, object.origin());
    }

    private ConfigOrigin originOf(String key) {
        ConfigValue value = object.get(key);
        return value == null ? object.origin() : value.origin();
    }

    private int inRange(String key, ConfigValue value, long number, int min, int max) {
        if (number < min || number > max) {
            problem(key, "must be from " + min + " to " + max + ", not " + written(value));
            return min;
        }
        return (int) number;
    }

    private @Nullable ConfigValue scalar(String key) {
        ConfigValue value = object.get(key);
        if (value == null) {
            unreadable(key, "is missing");
            return null;
        }
        boolean scalar = switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> true;
            case OBJECT, LIST, NULL -> false;
        };
        if (!scalar) {
            unreadable(key, "must be a single value, not " + written(value));
            return null;
        }
        return value;
    }

    private List<String> pathOf(String key) {
        List<String> full = new ArrayList<>(path);
        full.add(key);
        return full;
    }

    private static boolean allNumbers(Set<String> keys) {
        return keys.stream().allMatch(key -> key.matches("[0-9]{1,4}"));
    }

    private static <E extends Enum<E>> @Nullable E byName(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.toString().equalsIgnoreCase(name.strip())) {
                return constant;
            }
        }
        return null;
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        return String.join(
                ", ", Arrays.stream(type.getEnumConstants()).map(Enum::toString).toList());
    }

    /** As {@link #written}, without the text of what may be a secret at the wrong place. */
    static String kind(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING ? "a string" : written(value);
    }

    private static String written(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "an object";
            case LIST -> "a list";
            case NULL -> "null";
            case STRING, NUMBER, BOOLEAN -> String.valueOf(value.unwrapped());
        };
    }
}
