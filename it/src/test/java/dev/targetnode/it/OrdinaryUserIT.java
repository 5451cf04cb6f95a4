package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything runs without privilege, and what is not permitted is said in one line with what can be done about it. */
final class OrdinaryUserIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NO_PRIVILEGED_PORT = "861";

    @TempDir
    Path directory = Path.of("");

    @Test
    void servesAFileToARealInitiator() throws IOException {
        try (NodeProcess node =
                OrdinaryUser.node(directory).fileLun(0, "disk1", 64, "").start()) {
            String status = Files.readString(Path.of("/proc/" + node.pid() + "/status"));
            int user = OrdinaryUser.id();
            assertTrue(status.contains("\nUid:\t" + user + "\t" + user + "\t"), status);
            assertTrue(status.matches("(?s).*\\nCapEff:\\t0{16}\\n.*"), status);
            Transfer.check(node, 0);
            String inquiry = Tool.ISCSI_INQ
                    .run(LIMIT, directory, node.url(0))
                    .expectSuccess()
                    .output();
            assertTrue(inquiry.contains("Peripheral Device Type:DIRECT_ACCESS"), inquiry);
            assertEquals(user, Files.getAttribute(directory.resolve("disk1.img"), "unix:uid"));
            node.stop();
        }
    }

    @Test
    void namesAFileThatMayNotBeOpenedAndWhoseItIs() throws IOException {
        NodeBuilder builder = OrdinaryUser.node(directory).fileLun(0, "disk1", 16, "");
        Path image = Files.write(builder.file("disk1"), new byte[1 << 20]);
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("r--------"));
        String line = refusal(builder);
        assertTrue(line.contains("file " + image + " cannot be opened: Permission denied to user "), line);
        assertTrue(line.contains("; it belongs to user "), line);
        assertTrue(line.endsWith(", r--------"), line);
    }

    @Test
    void namesTheGroupThatADeviceNeeds() throws IOException {
        if (!OrdinaryUser.testsRunAsRoot()) {
            System.out.println("OrdinaryUserIT: only root can make the device file that this needs; not tested");
            return;
        }
        NodeBuilder builder = OrdinaryUser.node(directory);
        Path device = directory.resolve("device");
        Tool.MKNOD.run(LIMIT, directory, device.toString(), "b", "7", "7").expectSuccess();
        Files.setAttribute(device, "unix:gid", 6); // Debian's group disk
        Files.setPosixFilePermissions(device, PosixFilePermissions.fromString("rw-rw----"));
        builder.lun(0, "disk1", "handler = vdisk_blockio, filename = \"" + device + "\"");
        String line = refusal(builder);
        assertTrue(line.contains("block device " + device + " cannot be opened: Permission denied"), line);
        assertTrue(line.endsWith("start the node with the group disk (SupplementaryGroups=disk)"), line);
    }

    @Test
    void namesWhatAPrivilegedPortNeeds() throws IOException {
        NodeBuilder builder = OrdinaryUser.node(directory)
                .fileLun(0, "disk1", 16, "")
                .setting("iscsi.portals = [\"0.0.0.0:" + NO_PRIVILEGED_PORT + "\"]")
                // a network of its own, where ports below 1024 are privileged whatever they are on this machine
                .under(OrdinaryUser.commandUnshared("--net"));
        // Netty warns at length of a network without interfaces; what the node itself says is still one line
        Tool.Result result = builder.startToEnd();
        List<String> said = result.output()
                .lines()
                .filter(text -> text.startsWith("target-node: "))
                .toList();
        assertEquals(1, said.size(), result::toString);
        assertEquals(1, result.exitCode(), result::toString);
        String line = said.get(0);
        assertTrue(line.contains("portal 0.0.0.0:" + NO_PRIVILEGED_PORT + ": "), line);
        assertTrue(line.contains("Permission denied"), line);
        assertTrue(line.contains("CAP_NET_BIND_SERVICE"), line);
        assertTrue(line.contains("net.ipv4.ip_unprivileged_port_start"), line);
    }

    @Test
    void namesAFolderInWhichItMayNotMakeItsDataFolder() throws IOException {
        NodeBuilder builder = OrdinaryUser.node(directory).fileLun(0, "disk1", 16, "");
        String line = refusal(builder.setting("data-dir = \"/proc/target-node/data\""));
        assertTrue(line.contains("target-node.data-dir: /proc/target-node/data cannot be created"), line);
        Path own = Files.createDirectory(
                directory.resolve("own"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        line = refusal(builder.setting("data-dir = \"" + own + "\""));
        assertTrue(line.contains("target-node.data-dir: " + own + " may not be written by user "), line);
    }

    @Test
    void namesAConfigurationThatItMayNotRead() throws IOException {
        NodeBuilder builder = OrdinaryUser.node(directory);
        Path config = Files.writeString(directory.resolve("secret.conf"), "target-node {}");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("-w-------"));
        Tool.Result result = builder.runToEnd(List.of("--config", config.toString()));
        assertEquals(1, result.exitCode(), result::toString);
        assertTrue(result.output().contains(config + ": may not be read by user "), result::toString);
    }

    @Test
    void loadsItsNativeCodeFromItsDataFolderWhereTmpCannotBeWritten() throws IOException {
        checkNativeCode(OrdinaryUser.node(directory).jvm("-Djava.io.tmpdir=/proc"), "/proc cannot be written");
    }

    @Test
    void loadsItsNativeCodeFromItsDataFolderWhereTmpIsNoexec() throws IOException {
        if (!OrdinaryUser.testsRunAsRoot()) {
            System.out.println("OrdinaryUserIT: only root can mount a folder noexec; not tested");
            return;
        }
        Path tmp = Files.createDirectory(directory.resolve("tmp"));
        List<String> command = new java.util.ArrayList<>(List.of(
                Tool.UNSHARE.path().toString(),
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o noexec,mode=1777 tmpfs \"$0\" && exec \"$@\"",
                tmp.toString()));
        command.addAll(OrdinaryUser.command());
        NodeBuilder builder = OrdinaryUser.node(directory).under(command).jvm("-Djava.io.tmpdir=" + tmp);
        checkNativeCode(builder, tmp + " is mounted noexec");
    }

    private void checkNativeCode(NodeBuilder builder, String reason) throws IOException {
        try (NodeProcess node = builder.fileLun(0, "disk1", 16, "").start()) {
            Path own = directory.resolve("data").resolve("native");
            assertTrue(node.log().contains("native code is unpacked into " + own + ": " + reason), node::log);
            assertTrue(node.log().matches("(?s).*event loops: \\d+ on (epoll|io_uring).*"), node::log);
            Transfer.check(node, 0);
            node.stop();
        }
    }

    /** The one line that a node says which cannot start. */
    private static String refusal(NodeBuilder builder) {
        Tool.Result result = builder.startToEnd();
        assertNotEquals(0, result.exitCode(), result::toString);
        List<String> lines = result.output()
                .lines()
                .filter(line -> !line.isBlank())
                .filter(line -> !line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ (INFO|WARN) .*"))
                .toList();
        assertEquals(1, lines.size(), result::toString);
        return lines.get(0);
    }
}
