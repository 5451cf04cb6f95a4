package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the command line: what a start says, serves and leaves, and how a start that cannot be ends. */
final class StartIT {
    private static final Duration READY_LIMIT = Duration.ofSeconds(10);
    private static final String DEFAULT_IQN = "iqn.2026-11.dev.targetnode:disk1";

    @TempDir
    Path directory = Path.of("");

    @Test
    void servesTheDefaultDiskFromAnEmptyFolder() throws IOException {
        NodeBuilder builder = NodeBuilder.in(directory);
        builder.jvm("-Dtarget-node.iscsi.portals.0=127.0.0.1:" + builder.port());
        try (NodeProcess node = builder.launch(List.of())) {
            node.awaitReady(READY_LIMIT);
            System.out.println("StartIT: ready after " + node.readyAfter().toMillis() + " ms");
            Path disk = directory.resolve("target-node-data").resolve("disk1.img");
            assertEquals(1L << 30, Files.size(disk));
            long allocated = 512
                    * Long.parseLong(Tool.execute(READY_LIMIT, directory, List.of("stat", "-c", "%b", disk.toString()))
                            .expectSuccess()
                            .output()
                            .trim());
            assertTrue(allocated < 1 << 20, () -> "the disk is not sparse: " + allocated + " bytes allocated");
            try (RawInitiator initiator =
                    RawInitiator.login(builder.port(), DEFAULT_IQN, RawInitiator.Options.DEFAULT)) {
                initiator.clearUnitAttentions(0);
                assertEquals(0, initiator.read(0, 0, 1, 512)[0]);
                initiator.logout();
            }
            String log = node.log();
            assertTrue(log.contains("127.0.0.1:" + builder.port()), () -> "no line for the portal\n" + log);
            assertTrue(log.contains(DEFAULT_IQN), () -> "no line for the target\n" + log);
            node.stop();
        }
    }

    @Test
    void servesTheDefaultDiskAgainWithItsContent() throws IOException {
        NodeBuilder builder = NodeBuilder.in(directory);
        builder.jvm("-Dtarget-node.iscsi.portals.0=127.0.0.1:" + builder.port());
        byte[] block = new byte[512];
        java.util.Arrays.fill(block, (byte) 0x5A);
        for (int start = 0; start < 2; start++) {
            try (NodeProcess node = builder.launch(List.of())) {
                node.awaitReady(READY_LIMIT);
                try (RawInitiator initiator =
                        RawInitiator.login(builder.port(), DEFAULT_IQN, RawInitiator.Options.DEFAULT)) {
                    initiator.clearUnitAttentions(0);
                    if (start == 0) {
                        initiator.execute(0, Cdb.write16(7, 1), block, 0).expectGood();
                    } else {
                        assertEquals(0x5A, initiator.read(0, 7, 1, 512)[0]);
                    }
                }
                node.stop();
            }
        }
    }

    @Test
    void saysItsUsageAndItsVersion() {
        Tool.Result help = NodeBuilder.in(directory).runToEnd(List.of("--help")).expectSuccess();
        assertTrue(help.output().contains("--config"), help::toString);
        assertTrue(help.output().contains("--version"), help::toString);
        Tool.Result version =
                NodeBuilder.in(directory).runToEnd(List.of("--version")).expectSuccess();
        assertTrue(lines(version).get(0).matches("target-node \\d+\\.\\d+\\.\\d+.*"), version::toString);
    }

    @Test
    void refusesAFileThatIsNotThereInOneLine() {
        Path missing = directory.resolve("missing.conf");
        assertRefused(NodeBuilder.in(directory).runToEnd(List.of("--config", missing.toString())), "missing.conf");
    }

    @Test
    void refusesAFileThatIsNotHoconInOneLine() throws IOException {
        Path bad = Files.writeString(directory.resolve("bad.conf"), "target-node { iscsi.portals = [\n");
        assertRefused(NodeBuilder.in(directory).runToEnd(List.of("--config", bad.toString())), "bad.conf");
    }

    @Test
    void refusesAnUnknownKeyInOneLineThatNamesIt() {
        NodeBuilder builder = NodeBuilder.in(directory).fileLun(0, "disk1", 16, "filname = x");
        assertRefused(builder.startToEnd(), "filname");
    }

    @Test
    void refusesAWrongValueInOneLineThatNamesItsKey() {
        NodeBuilder builder = NodeBuilder.in(directory)
                .lun(0, "disk1", "handler = vdisk_fileio, filename = \"" + directory + "/a.img\", size = much");
        assertRefused(builder.startToEnd(), "size");
    }

    @Test
    void refusesAnUnknownHandlerInOneLineThatNamesIt() {
        assertRefused(
                NodeBuilder.in(directory)
                        .lun(0, "disk1", "handler = vdisk_wishful")
                        .startToEnd(),
                "vdisk_wishful");
    }

    @Test
    void refusesALunOfADeviceThatIsNotThere() {
        NodeBuilder builder = NodeBuilder.in(directory)
                .config("target-node { targets.\"" + NodeBuilder.IQN
                        + "\" { enabled = true, luns.0 { device = nowhere } } }");
        assertRefused(builder.startToEnd(), "nowhere");
    }

    @Test
    void refusesATakenPortInOneLineThatNamesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NodeBuilder builder = NodeBuilder.in(directory)
                    .config("target-node.iscsi.portals = [\"127.0.0.1:" + taken.getLocalPort() + "\"]");
            assertRefused(builder.startToEnd(), Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void refusesAnOptionThatItDoesNotKnow() {
        Tool.Result result = NodeBuilder.in(directory).runToEnd(List.of("--confg", "x"));
        assertNotEquals(0, result.exitCode(), result::toString);
        assertTrue(result.output().contains("--confg"), result::toString);
    }

    @Test
    void takesAFileOfTheUserWithoutTheDemoDisk() throws IOException {
        try (NodeProcess node =
                NodeBuilder.in(directory).fileLun(0, "mine", 16, "").start()) {
            assertTrue(Files.notExists(directory.resolve("data").resolve("disk1.img")));
            assertTrue(!node.log().contains(DEFAULT_IQN), node::log);
            node.stop();
        }
    }

    @Test
    void runsOnEveryOtherJavaThatIsInstalled() throws IOException {
        List<Path> others = new ArrayList<>();
        Path folder = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(folder)) {
            try (var found = Files.list(folder)) {
                found.map(jdk -> jdk.resolve("bin").resolve("java"))
                        .filter(Files::isExecutable)
                        .filter(java -> java.toString().matches(".*(21|25).*"))
                        .forEach(others::add);
            }
        }
        System.out.println("StartIT: other Javas: " + others);
        for (Path java : others) {
            try (NodeProcess node = NodeBuilder.in(directory)
                    .java(java)
                    .fileLun(0, "disk1", 16, "")
                    .start()) {
                Transfer.check(node, 0);
                node.stop();
            }
        }
    }

    /** What was said beside the log: no line of a stack trace, no second message. */
    private static List<String> lines(Tool.Result result) {
        return result.output()
                .lines()
                .filter(line -> !line.isBlank())
                .filter(line -> !line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ (INFO|WARN) .*"))
                .toList();
    }

    private static void assertRefused(Tool.Result result, String named) {
        assertNotEquals(0, result.exitCode(), result::toString);
        assertEquals(1, lines(result).size(), () -> "not one line: " + result);
        assertTrue(lines(result).get(0).contains(named), () -> "does not name " + named + ": " + result);
    }
}
