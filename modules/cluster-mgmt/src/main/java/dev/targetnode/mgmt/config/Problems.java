package dev.targetnode.mgmt.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;

/** Gathers problems while a configuration is read. Used by one thread. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    private final List<Problem> warnings = new ArrayList<>();

    private final List<List<String>> unreadable = new ArrayList<>();

    void add(List<String> path, String reason, ConfigOrigin origin) {
        boolean told = unreadable.stream()
                .anyMatch(outer -> outer.size() <= path.size()
                        && path.subList(0, outer.size()).equals(outer));
        if (told) {
            return; // only follows from the value that could not be read
        }
        found.add(new Problem(ConfigUtil.joinPath(path), reason, describe(origin)));
    }

    void warn(List<String> path, String reason, ConfigOrigin origin) {
        warnings.add(new Problem(ConfigUtil.joinPath(path), reason, describe(origin)));
    }

    /** A value that cannot be read at all: nothing more is said about it or about anything within it. */
    void addUnreadable(List<String> path, String reason, ConfigOrigin origin) {
        add(path, reason, origin);
        unreadable.add(List.copyOf(path));
    }

    boolean none() {
        return found.isEmpty();
    }

    List<Problem> all() {
        return List.copyOf(found);
    }

    List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    private static String describe(ConfigOrigin origin) {
        String source = origin.filename();
        if (source == null) {
            source = origin.resource();
        }
        if (source == null) {
            return origin.description();
        }
        return origin.lineNumber() > 0 ? source + ":" + origin.lineNumber() : source;
    }
}
