package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands for using the disk do what it says: on a node started as it says, but for the port. */
final class ReadmeIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String SHOWN_PORTAL = "127.0.0.1";

    @TempDir
    Path directory = Path.of("");

    @Test
    void linuxCommandsLogInShowTheDiskAndLogOut() throws IOException {
        List<String> commands = block("**Linux**");
        try (NodeProcess node = demonstration()) {
            StringBuilder script = new StringBuilder(". /initiator.sh\nset -ex\n");
            for (String command : commands) {
                if (command.startsWith("lsblk")) {
                    script.append("disk /dev/sda\n"); // the kernel looks for disks while the shell goes on
                }
                script.append(withPortOf(node, command).replace("sdX", "sda")).append('\n');
            }
            String output = Vm.run(directory, script.toString());
            assertTrue(output.matches("(?s).*127\\.0\\.0\\.1:\\d+,1 iqn\\.2026-11\\.dev\\.targetnode:disk1.*"), output);
            assertTrue(output.matches("(?s).*\nsda +.* iscsi\n.*"), output);
            assertTrue(output.matches("(?s).*Logout of .* successful.*"), output);
            node.stop();
        }
    }

    @Test
    void linuxCommandsWithAPasswordLogInMutually() throws IOException {
        List<String> commands = block("**Linux**, before `--login`");
        String target = "-Dtarget-node.targets.\"iqn.2026-11.dev.targetnode:disk1\".";
        try (NodeProcess node = demonstration(
                target + "IncomingUser.joe=secret-of-joe-1", target + "OutgoingUser=vault secret-of-vault")) {
            StringBuilder script =
                    new StringBuilder(". /initiator.sh\nset -ex\niscsiadm -m discovery -t sendtargets -p 127.0.0.1\n");
            commands.forEach(command -> script.append(command).append('\n'));
            script.append("iscsiadm -m node -p 127.0.0.1 --login\niscsiadm -m node -p 127.0.0.1 --logout\n");
            String output = Vm.run(
                    directory,
                    withPortOf(node, script.toString())
                            .replace("SECRET2", "secret-of-vault")
                            .replace("SECRET", "secret-of-joe-1"));
            assertTrue(output.matches("(?s).*Logout of .* successful.*"), output);
            node.stop();
        }
    }

    @Test
    void qemuCommandsGiveAGuestTheDisk() throws IOException {
        List<String> commands = block("**QEMU**");
        assertEquals(2, commands.size(), commands::toString);
        try (NodeProcess node = demonstration()) {
            Path image = directory.resolve("guest.qcow2");
            Tool.QEMU_IMG
                    .run(LIMIT, directory, "create", "-f", "qcow2", image.toString(), "1G")
                    .expectSuccess();
            Tool.QEMU_IO
                    .run(LIMIT, directory, "-c", "write -P 0x5a 0 1M", image.toString())
                    .expectSuccess();
            List<String> convert = List.of(withPortOf(node, commands.get(1)).split(" +", -1));
            assertEquals("qemu-img", convert.get(0));
            Tool.QEMU_IMG
                    .run(LIMIT, directory, convert.subList(1, convert.size()))
                    .expectSuccess();
            List<String> machine = List.of(withPortOf(node, commands.get(0)).split(" +", -1));
            assertEquals("qemu-system-x86_64", machine.get(0));
            String output = Vm.run(
                    directory,
                    "head -c 4 /dev/vda | od -t x1; cat /sys/block/vda/size",
                    machine.subList(1, machine.size()).toArray(String[]::new));
            assertTrue(output.contains("5a 5a 5a 5a"), output);
            assertTrue(output.contains("\n2097152\n"), output);
            node.stop();
        }
    }

    /** Started by the README's command, on a free port. */
    private NodeProcess demonstration(String... jvmOptions) {
        NodeBuilder builder = NodeBuilder.in(directory).jvm(jvmOptions);
        builder.jvm(
                "-Dtarget-node.iscsi.portals=" + SHOWN_PORTAL + ":" + builder.port(),
                "-Dtarget-node.data-dir=" + directory.resolve("data"));
        NodeProcess node = builder.launch(List.of());
        node.awaitReady(Duration.ofSeconds(30));
        return node;
    }

    private static String withPortOf(NodeProcess node, String command) {
        return command.replaceAll("#.*", "").strip().replace(SHOWN_PORTAL, SHOWN_PORTAL + ":" + node.port());
    }

    /** The commands of the first indented block after {@code heading}. */
    private static List<String> block(String heading) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "README.md"));
        List<String> after = lines.stream()
                .dropWhile(line -> !line.startsWith(heading))
                .dropWhile(line -> !line.startsWith("    "))
                .takeWhile(line -> line.startsWith("    "))
                .map(String::strip)
                .toList();
        assertFalse(after.isEmpty(), () -> "README.md has no commands after " + heading);
        return after;
    }
}
