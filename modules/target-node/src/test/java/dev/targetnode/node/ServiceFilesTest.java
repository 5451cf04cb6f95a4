package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The unit and the container file agree with what the program does and is set to. */
class ServiceFilesTest {
    private static final Path CONF =
            Path.of(System.getProperty("repository.root", "../..")).resolve("conf");

    private final Config defaults = Settings.reference();

    @Test
    void theUnitHasNothingButSectionsCommentsAndSettings() throws IOException {
        assertEquals(List.of("Install", "Service", "Unit"), List.copyOf(unit().keySet()));
    }

    @Test
    void theUnitWaitsForReadinessAndSignsOfLife() throws IOException {
        assertEquals("notify", service("Type"));
        assertEquals("main", service("NotifyAccess"));
        assertTrue(Integer.parseInt(service("WatchdogSec")) >= 10, "a busy machine must not look stuck");
    }

    @Test
    void theUnitLeavesTheNodeItsTimeToDrainAndItsOpenFiles() throws IOException {
        long drainSeconds =
                defaults.getDuration("target-node.shutdown.drain-max").toSeconds();
        assertTrue(Integer.parseInt(service("TimeoutStopSec")) > drainSeconds);
        assertTrue(Integer.parseInt(service("LimitNOFILE")) > defaults.getInt("target-node.limits.connections-max"));
    }

    @Test
    void theUnitIsHardenedAndStillAllowsWhatJavaAndIoUringNeed() throws IOException {
        for (String key : List.of("NoNewPrivileges", "DynamicUser", "PrivateTmp", "RestrictNamespaces")) {
            assertEquals("yes", service(key), key);
        }
        assertEquals("strict", service("ProtectSystem"));
        assertEquals("", service("CapabilityBoundingSet"));
        assertEquals("no", service("MemoryDenyWriteExecute"));
        assertEquals("AF_INET AF_INET6 AF_UNIX", service("RestrictAddressFamilies"));
        String calls = String.join(" ", all("SystemCallFilter"));
        for (String call : List.of("io_uring_setup", "io_uring_enter", "io_uring_register", "@system-service")) {
            assertTrue(calls.contains(call), call);
        }
    }

    @Test
    void theContainerRunsAsAnOrdinaryUserInTheForeground() throws IOException {
        String file = Files.readString(CONF.resolve("container/Containerfile"));
        assertTrue(file.contains("\nUSER 3260:3260\n"));
        assertTrue(file.contains("\nSTOPSIGNAL SIGTERM\n"));
        assertTrue(file.contains("\nENTRYPOINT [\"java\", ")); // no shell between the signal and the node
        assertTrue(file.contains("\nVOLUME /var/lib/target-node\n"));
        assertTrue(file.contains("\nCOPY target/target-node.jar "));
    }

    private static String service(String key) throws IOException {
        List<String> values = all(key);
        assertEquals(1, values.size(), key);
        return values.get(0);
    }

    private static List<String> all(String key) throws IOException {
        return unit().getOrDefault("Service", Map.of()).getOrDefault(key, List.of());
    }

    private static Map<String, Map<String, List<String>>> unit() throws IOException {
        Map<String, Map<String, List<String>>> sections = new TreeMap<>();
        String section = "";
        for (String line : Files.readAllLines(CONF.resolve("systemd/target-node.service"))) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.matches("\\[\\w+]")) {
                section = line.substring(1, line.length() - 1);
                continue;
            }
            assertTrue(line.matches("\\w+=.*"), line);
            int equals = line.indexOf('=');
            sections.computeIfAbsent(section, name -> new TreeMap<>())
                    .computeIfAbsent(line.substring(0, equals), name -> new ArrayList<>())
                    .add(line.substring(equals + 1));
        }
        return sections;
    }
}
