package dev.targetnode.mgmt.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds settings against {@code reference.conf}, which names every setting there is: an unknown key or a value of
 * another type is a problem. An empty object in the reference takes any keys.
 */
final class ReferenceCheck {
    private final Problems problems;

    ReferenceCheck(Problems problems) {
        this.problems = problems;
    }

    void check(List<String> path, ConfigObject given, ConfigObject reference) {
        if (reference.isEmpty()) {
            return;
        }
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(given).entrySet()) {
            String key = entry.getKey();
            ConfigValue value = entry.getValue();
            List<String> full = new ArrayList<>(path);
            full.add(key);
            ConfigValue model = reference.get(key);
            if (model == null) {
                String hint = NearestName.hint(key, reference.keySet());
                problems.add(full, "is not a known setting" + hint, value.origin());
            } else if (value instanceof ConfigObject child && model instanceof ConfigObject childModel) {
                check(full, child, childModel);
            } else if (!fits(value, model)) {
                String reason = "must be " + wanted(model) + ", not " + shown(value, model);
                problems.addUnreadable(full, reason, value.origin());
            }
        }
    }

    /** Without what may be a secret at the wrong place. */
    private static String shown(ConfigValue value, ConfigValue model) {
        boolean nested = value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST;
        return nested || model.valueType() == ConfigValueType.OBJECT ? Section.kind(value) : value.render();
    }

    /** System properties are all strings, and make an object with numbers for keys of a list. */
    private static boolean fits(ConfigValue value, ConfigValue model) {
        ConfigValueType given = value.valueType();
        String text = String.valueOf(value.unwrapped());
        return switch (model.valueType()) {
            case STRING ->
                given == ConfigValueType.STRING || given == ConfigValueType.NUMBER || given == ConfigValueType.BOOLEAN;
            case NUMBER ->
                given == ConfigValueType.NUMBER || (given == ConfigValueType.STRING && text.matches("\\s*-?[0-9].*"));
            case BOOLEAN -> given == ConfigValueType.BOOLEAN || text.matches("(?i)yes|no|true|false|on|off|0|1");
            case LIST ->
                given == ConfigValueType.LIST || given == ConfigValueType.STRING || given == ConfigValueType.OBJECT;
            case OBJECT -> given == ConfigValueType.OBJECT;
            case NULL -> true;
        };
    }

    private static String wanted(ConfigValue model) {
        return switch (model.valueType()) {
            case STRING -> "a single value";
            case NUMBER -> "a number";
            case BOOLEAN -> "Yes or No";
            case LIST -> "a list";
            case OBJECT -> "an object in braces";
            case NULL -> "anything";
        };
    }
}
