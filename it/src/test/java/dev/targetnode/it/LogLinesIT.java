package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log of a real run says, in the keys that README.md promises. */
final class LogLinesIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern PAIR = Pattern.compile("([a-z0-9-]+)=(\"(?:\\\\.|[^\"\\\\])*\"|\\S+)");
    private static final List<String> WHO = List.of("initiator", "address", "target", "tsih");

    @TempDir
    Path directory = Path.of("");

    /** The pairs of every line that tells an event of this kind. */
    private static List<Map<String, String>> events(NodeProcess node, String kind) {
        return node.log()
                .lines()
                .filter(line -> line.contains(" event=" + kind + " "))
                .map(LogLinesIT::pairs)
                .toList();
    }

    private static Map<String, String> pairs(String line) {
        Map<String, String> pairs = new HashMap<>();
        Matcher matcher = PAIR.matcher(line.substring(line.indexOf("event=")));
        while (matcher.find()) {
            pairs.put(matcher.group(1), matcher.group(2).replaceAll("^\"|\"$", ""));
        }
        return pairs;
    }

    private static Map<String, String> event(NodeProcess node, String kind) {
        Await.until(LIMIT, () -> !events(node, kind).isEmpty(), () -> "no " + kind + " in\n" + node.log());
        Map<String, String> pairs = events(node, kind).get(0);
        assertTrue(pairs.keySet().containsAll(WHO), pairs::toString);
        assertTrue(pairs.getOrDefault("address", "").startsWith("127.0.0.1:"), pairs::toString);
        return pairs;
    }

    @Test
    void tellsLoginResetAndLogoutWithCounters() throws IOException {
        try (NodeProcess node = NodeBuilder.in(directory)
                        .setting("statistics.log-interval = 1 s")
                        .fileLun(0, "disk1", 16, "")
                        .start();
                RawInitiator initiator = RawInitiator.login(node)) {
            initiator.clearUnitAttentions(0);
            for (int i = 0; i < 10; i++) {
                initiator.execute(0, Cdb.write16(8L * i, 8), new byte[4096], 0).expectGood();
                initiator.read(0, 8L * i, 8, 512);
            }
            assertEquals(
                    RawInitiator.FUNCTION_COMPLETE,
                    initiator.taskManagement(RawInitiator.LOGICAL_UNIT_RESET, 0, Pdu.RESERVED_TAG));
            Map<String, String> login = event(node, "login");
            assertEquals(NodeBuilder.IQN, login.get("target"));
            assertEquals("1", login.get("luns"));
            Map<String, String> reset = event(node, "reset");
            assertEquals("LOGICAL_UNIT_RESET", reset.get("function"));
            assertEquals("disk1", reset.get("device"));
            assertEquals("FUNCTION_COMPLETE", reset.get("response"));
            Map<String, String> interval = event(node, "statistics");
            assertEquals("interval", interval.get("scope"));

            initiator.logout();
            Map<String, String> logout = event(node, "logout");
            assertEquals(login.get("tsih"), logout.get("tsih"));
            assertEquals("logged out", logout.get("reason"));
            assertEquals("10", logout.get("reads"));
            assertEquals("10", logout.get("writes"));
            assertEquals("40960", logout.get("bytes-read"));
            assertEquals("40960", logout.get("bytes-written"));
            assertEquals("1", logout.get("functions"));
            long p50 = Long.parseLong(logout.getOrDefault("p50-us", ""));
            long max = Long.parseLong(logout.getOrDefault("max-us", ""));
            assertTrue(p50 <= max && max < LIMIT.toMillis() * 1000, logout::toString);
            node.stop();
        }
    }

    @Test
    void tellsWhyALoginWasRefused() {
        try (NodeProcess node =
                NodeBuilder.in(directory).fileLun(0, "disk1", 16, "").start()) {
            Tool.Result result = Tool.ISCSI_READCAPACITY16.run(
                    LIMIT, directory, "iscsi://127.0.0.1:" + node.port() + "/iqn.2026-11.dev.targetnode:nobody/0");
            assertTrue(result.exitCode() != 0, result::output);
            Map<String, String> refusal = event(node, "refusal");
            assertEquals("iqn.2026-11.dev.targetnode:nobody", refusal.get("target"));
            assertEquals("NOT_FOUND", refusal.get("status"));
            assertTrue(refusal.getOrDefault("reason", "").startsWith("no target"), refusal::toString);
            node.stop();
        }
    }
}
