package dev.targetnode.mgmt.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;

/** Gathers problems while a configuration is read. Used by one thread. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void add(List<String> path, String reason, ConfigOrigin origin) {
        found.add(new Problem(ConfigUtil.joinPath(path), reason, describe(origin)));
    }

    boolean none() {
        return found.isEmpty();
    }

    List<Problem> all() {
        return List.copyOf(found);
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
