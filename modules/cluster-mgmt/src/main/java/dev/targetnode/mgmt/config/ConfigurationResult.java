package dev.targetnode.mgmt.config;

import java.util.List;

/** What reading a configuration came to. */
public sealed interface ConfigurationResult {

    /**
     * Every part is right and fits the others.
     *
     * @param warnings what to think about all the same
     */
    record Valid(NodeConfiguration configuration, List<Problem> warnings) implements ConfigurationResult {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * At least one part is wrong; nothing of it may be used.
     *
     * @param problems all that was found, at least one
     */
    record Invalid(List<Problem> problems) implements ConfigurationResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
