package dev.targetnode.core.target;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.targetnode.core.backstore.BackstoreHandler.AttributeProblem;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Reads attributes one by one and collects what is wrong with them; a wrong one reads as its default. */
final class AttributeReader {
    private final Config attributes;
    private final List<AttributeProblem> problems = new ArrayList<>();

    AttributeReader(Config attributes) {
        this.attributes = attributes;
    }

    List<AttributeProblem> problems() {
        return List.copyOf(problems);
    }

    /** A flag: SCST's 0 and 1 as well as HOCON's true and false. */
    boolean flag(String name, boolean otherwise) {
        String value = raw(name, otherwise ? "1" : "0");
        switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "on":
                return true;
            case "0", "false", "no", "off":
                return false;
            default:
                problem(name, "must be 0 or 1, not \"" + value + "\"");
                return otherwise;
        }
    }

    /** Printable ASCII of up to {@code max} characters. */
    String text(String name, String otherwise, int max) {
        String value = raw(name, otherwise);
        if (value.length() > max) {
            problem(name, "must be at most " + max + " characters, not " + value.length());
            return otherwise;
        }
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            problem(name, "must be printable ASCII");
            return otherwise;
        }
        return value;
    }

    /** A whole number from {@code min} to {@code max}, a multiple of {@code unit}. */
    int number(String name, int otherwise, int min, int max, int unit) {
        String value = raw(name, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max && number % unit == 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the rule
        }
        String multiple = unit == 1 ? "" : " and a multiple of " + unit;
        problem(name, "must be a number from " + min + " to " + max + multiple + ", not \"" + value + "\"");
        return otherwise;
    }

    /** Hexadecimal bytes with or without 0x, as lower-case digits; empty for none. */
    String hex(String name, String otherwise) {
        String value = raw(name, otherwise).toLowerCase(Locale.ROOT);
        String digits = value.startsWith("0x") ? value.substring(2) : value;
        try {
            HexFormat.of().parseHex(digits);
            return digits;
        } catch (IllegalArgumentException e) {
            problem(name, "must be whole bytes in hexadecimal, not \"" + value + "\"");
            return otherwise;
        }
    }

    void problem(String name, String reason) {
        problems.add(new AttributeProblem(name, reason));
    }

    private String raw(String name, String otherwise) {
        try {
            return attributes.hasPath(name) ? attributes.getString(name) : otherwise;
        } catch (ConfigException e) {
            problem(name, "must be a single value");
            return otherwise;
        }
    }
}
