package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigException;
import dev.targetnode.mgmt.config.NodeConfiguration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<NodeConfiguration> started = new ArrayList<>();

    @TempDir
    private Path dir = Path.of("");

    private final FakeStarter starter = new FakeStarter((configuration, settings) -> {
        started.add(configuration);
        return CompletableFuture.completedFuture(null);
    });

    @Test
    void startsTheDemonstrationDiskWithoutArguments() {
        assertEquals(ExitStatus.OK, run(starter));
        NodeConfiguration demo = started.get(0);
        assertEquals("127.0.0.1:3260", demo.portals().get(0).toString());
        assertEquals("iqn.2026-11.dev.targetnode:disk1", demo.targets().get(0).name());
        assertEquals(
                "./target-node-data/disk1.img",
                demo.devices().get(0).attributes().getString("filename"));
        assertEquals(1L << 30, demo.devices().get(0).attributes().getBytes("size"));
    }

    @Test
    void servesNothingOfTheDemonstrationWhenAFileIsGiven() throws IOException {
        Path file = write("target-node.iscsi.portals = [\"[::1]:3261\"]");
        assertEquals(ExitStatus.OK, run(starter, "--config", file.toString()));
        NodeConfiguration node = started.get(0);
        assertEquals("[::1]:3261", node.portals().get(0).toString());
        assertEquals(List.of(), node.devices());
        assertEquals(List.of(), node.targets());
    }

    @Test
    void namesAWrongKeyWithItsPlaceOnOneLine() throws IOException {
        Path file = write("target-node {\n  iscsi.protals = []\n}\n");
        assertEquals(ExitStatus.FAILED, run(starter, "--config", file.toString()));
        assertEquals(
                "target-node: " + file
                        + ":2: target-node.iscsi.protals: is not a known setting; did you mean portals?\n",
                err.toString());
        assertEquals(List.of(), started);
    }

    @Test
    void namesAnUnknownSystemPropertyOnOneLine() {
        System.setProperty("target-node.iscsi.protals", "127.0.0.1:1");
        try {
            assertEquals(ExitStatus.FAILED, run(starter));
        } finally {
            System.clearProperty("target-node.iscsi.protals");
        }
        assertEquals(
                "target-node: -Dtarget-node.iscsi.protals: target-node.iscsi.protals: is not a known setting;"
                        + " did you mean portals?\n",
                err.toString());
        assertEquals(List.of(), started);
    }

    @Test
    void namesTheRangeOfTheTimeToDrain() throws IOException {
        Path file = write("target-node.shutdown.drain-max = 2 days");
        assertEquals(ExitStatus.FAILED, run(starter, "--check", "--config", file.toString()));
        assertEquals(
                "target-node: " + file + ":1: target-node.shutdown.drain-max: must be a time from 0 s to 3600 s,"
                        + " with its unit, not 2 days\n",
                err.toString());
    }

    @Test
    void namesAMissingFile() {
        assertEquals(ExitStatus.FAILED, run(starter, "--config", "/nowhere/node.conf"));
        assertEquals("target-node: /nowhere/node.conf: no such file\n", err.toString());
    }

    @Test
    void namesTheLineThatIsNotHocon() throws IOException {
        Path file = write("target-node {\n  data-dir = \"x\n}\n");
        assertEquals(ExitStatus.FAILED, run(starter, "--config", file.toString()));
        assertOneLineThatNames(file + ": 2");
    }

    @Test
    void namesASubstitutionThatHasNoValue() throws IOException {
        Path file = write("target-node.data-dir = ${target-node.nowhere}\n");
        assertEquals(ExitStatus.FAILED, run(starter, "--config", file.toString()));
        assertOneLineThatNames("target-node.nowhere");
    }

    @Test
    void tellsWhyTheNodeCannotStart() {
        FakeStarter taken = new FakeStarter((configuration, settings) -> {
            throw new IllegalStateException("portal 127.0.0.1:3260: address already in use");
        });
        assertEquals(ExitStatus.FAILED, run(taken));
        assertEquals("target-node: portal 127.0.0.1:3260: address already in use\n", err.toString());
    }

    @Test
    void tellsOfASettingThatAModuleRefuses() {
        FakeStarter refusing = new FakeStarter((configuration, settings) -> {
            throw new ConfigException.BadValue("target-node.loops.count", "must be positive");
        });
        assertEquals(ExitStatus.FAILED, run(refusing));
        assertOneLineThatNames("target-node.loops.count");
    }

    @Test
    void failsWhenTheNodeComesDownByItself() {
        FakeStarter failing =
                FakeStarter.endingWith(CompletableFuture.failedFuture(new IOException("the disk caught fire")));
        assertEquals(ExitStatus.FAILED, run(failing));
        assertOneLineThatNames("the disk caught fire");
    }

    @Test
    void checksWithoutStarting() throws IOException {
        assertEquals(ExitStatus.OK, run(starter, "--check"));
        assertEquals("configuration is valid: 1 devices, 1 targets\n", out.toString());
        Path file = write("target-node.targets.\"iqn.2026-11.a:b\".luns.0.device = gone");
        assertEquals(ExitStatus.FAILED, run(starter, "--check", "--config", file.toString()));
        assertOneLineThatNames("target-node.targets.\"iqn.2026-11.a:b\".luns.0.device");
        assertEquals(List.of(), started);
    }

    @Test
    void checkWarnsOfASecretThatEverybodyCanRead() throws IOException {
        Path file = write("target-node.iscsi.discovery.IncomingUser.joe = hush-hush-1234");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(ExitStatus.OK, run(starter, "--check", "--config", file.toString()));
        assertEquals("configuration is valid: 0 devices, 0 targets\n", out.toString());
        assertEquals(
                "target-node: warning: " + file + ":1: target-node.iscsi.discovery.IncomingUser.joe: is a secret in a"
                        + " file that every user of this machine can read: chmod o-r\n",
                err.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        err.getBuffer().setLength(0);
        assertEquals(ExitStatus.OK, run(starter, "--config", file.toString()));
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "joe = hush-hush-1234]",
                "joe = hush-hush-1234}}}",
                "joe = hush-hush$1234",
                "joe = hush-hush:1234",
                "joe = hush-hush=1234",
                "joe = hush-hush+1234",
                "joe = hush`hush-1234",
                "joe = \"hush-hush-1234",
                "joe = \"hush\\qhush-1234\"",
                "joe = {hush-hush-1234}",
                "joe = [hush-hush-1234",
                "joe { secret = [hush-hush-1234] }",
                "joe hush-hush-1234",
                "hush-hush-1234",
            })
    void whatIsNoConfigurationIsToldWithoutTheSecretsInIt(String users) throws IOException {
        Path file = write("target-node.iscsi.discovery.IncomingUser {\n" + users + "\n}\n");
        assertEquals(ExitStatus.FAILED, run(starter, "--check", "--config", file.toString()));
        assertTrue(err.toString().contains(file.toString()), err::toString);
        assertFalse((err.toString() + out).contains("hush"), err::toString);
        assertFalse((err.toString() + out).contains("1234"), err::toString);
    }

    @Test
    void refusesAnUnknownOptionOnOneLine() {
        assertEquals(ExitStatus.USAGE, run(starter, "--confg", "x"));
        assertOneLineThatNames("--confg");
    }

    @Test
    void saysHowItIsUsedAndWhatItIs() {
        assertEquals(ExitStatus.OK, run(starter, "--help"));
        assertTrue(out.toString().contains("--config=FILE"), out::toString);
        assertEquals(ExitStatus.OK, run(starter, "--version"));
        assertTrue(out.toString().contains("target-node ("), out::toString);
        assertEquals("", err.toString());
    }

    private int run(NodeStarter how, String... args) {
        CommandLine line = Main.commandLine(how);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(dir.resolve("node.conf"), text);
    }

    private void assertOneLineThatNames(String what) {
        assertTrue(err.toString().contains(what), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertFalse(err.toString().contains("\tat "), err::toString);
    }
}
