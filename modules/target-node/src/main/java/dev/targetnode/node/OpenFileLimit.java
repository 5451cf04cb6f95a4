package dev.targetnode.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at the start whether the process may open as many files as its settings allow connections. The JVM has raised its
 * soft limit to the hard one by then (-XX:+MaxFDLimit), so only the hard one can be in the way.
 */
final class OpenFileLimit {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFileLimit.class);
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String NAME = "Max open files";

    /** The JVM, the jar, loops, portals, log. */
    private static final int OWN = 128;

    private OpenFileLimit() {}

    static void check(int connectionsMax, int devices) {
        try {
            complaint(Files.readAllLines(LIMITS), connectionsMax, devices).ifPresent(LOG::warn);
        } catch (IOException notLinux) {
            LOG.debug("no {}", LIMITS, notLinux);
        }
    }

    /** What is to be said, by the lines of /proc/self/limits. */
    static Optional<String> complaint(List<String> limits, int connectionsMax, int devices) {
        long needed = (long) connectionsMax + devices + OWN;
        return limits.stream()
                .filter(line -> line.startsWith(NAME))
                .map(line -> line.substring(NAME.length()).strip().split("\\s+", -1)[0])
                .filter(soft -> soft.matches("[0-9]{1,18}") && Long.parseLong(soft) < needed)
                .map(soft -> "this process may have " + soft + " open files, about " + needed
                        + " are needed for target-node.limits.connections-max = " + connectionsMax
                        + ": raise the limit (ulimit -Hn, LimitNOFILE=), or connections beyond it will fail")
                .findFirst();
    }
}
