package dev.targetnode.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node is started with. One target; its LUNs are added in the order of their numbers. Startable several times. */
final class NodeBuilder {
    static final String IQN = "iqn.2026-11.dev.targetnode:it";
    private static final Duration READY_LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final int port = Ports.free();
    private final Map<String, String> devices = new LinkedHashMap<>();
    private final Map<Integer, String> luns = new LinkedHashMap<>();
    private final List<String> settings = new ArrayList<>();
    private final List<String> targetSettings = new ArrayList<>();
    private final Map<String, List<String>> moreTargets = new LinkedHashMap<>();
    private final Map<String, Integer> onlyLuns = new LinkedHashMap<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> wrapper = new ArrayList<>();
    private Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    private @Nullable Path jar;
    private @Nullable String wholeConfig;

    private NodeBuilder(Path directory) {
        this.directory = directory;
        // A leak that Netty's own detector sees is said in the log; NodeProcess fails on it.
        jvmOptions.add("-Dio.netty.leakDetection.level=simple");
    }

    /** A node whose files, log and state lie in {@code directory}, on a free port. */
    static NodeBuilder in(Path directory) {
        return new NodeBuilder(directory);
    }

    /** A device of {@code attributes}, HOCON without the braces, shown as LUN {@code lun}. */
    NodeBuilder lun(int lun, String device, String attributes) {
        devices.put(device, attributes);
        luns.put(lun, device);
        return this;
    }

    /** A thin file of {@code mebibytes} MiB in the node's directory. */
    NodeBuilder fileLun(int lun, String device, int mebibytes, String moreAttributes) {
        return lun(
                lun,
                device,
                "handler = vdisk_fileio, filename = \"" + file(device) + "\", size = " + mebibytes + " MiB"
                        + (moreAttributes.isEmpty() ? "" : ", " + moreAttributes));
    }

    /** One line of HOCON beside the devices and targets, inside {@code target-node}. */
    NodeBuilder setting(String line) {
        settings.add(line);
        return this;
    }

    /** One line of HOCON inside the target. */
    NodeBuilder targetSetting(String line) {
        targetSettings.add(line);
        return this;
    }

    /** One more target, with {@code onlyLun} of the first one's LUNs; each setting is a line of HOCON inside it. */
    NodeBuilder target(String iqn, int onlyLun, String... linesOfHocon) {
        moreTargets.put(iqn, List.of(linesOfHocon));
        onlyLuns.put(iqn, onlyLun);
        return this;
    }

    /** HOCON instead of the generated file. */
    NodeBuilder config(String text) {
        wholeConfig = text;
        return this;
    }

    NodeBuilder jvm(String... options) {
        jvmOptions.addAll(List.of(options));
        return this;
    }

    /** A command put before {@code java}; it must leave the process id that it was started with to the JVM. */
    NodeBuilder under(List<String> command) {
        wrapper.clear();
        wrapper.addAll(command);
        return this;
    }

    /** Another copy of the jar, for a user who may not look into the build's folder. */
    NodeBuilder jar(Path copy) {
        jar = copy;
        return this;
    }

    NodeBuilder java(Path program) {
        java = program;
        return this;
    }

    int port() {
        return port;
    }

    Path directory() {
        return directory;
    }

    /** The file behind a {@link #fileLun}. */
    Path file(String device) {
        return directory.resolve(device + ".img");
    }

    /** Writes the configuration and starts the node; returns when it accepts connections. */
    NodeProcess start() {
        NodeProcess node = launch(List.of("--config", writeConfig().toString()));
        node.awaitReady(READY_LIMIT);
        return node;
    }

    /** Writes the configuration and runs the node to its end: it must refuse to start. */
    Tool.Result startToEnd() {
        return runToEnd(List.of("--config", writeConfig().toString()));
    }

    /** Writes the configuration and starts nothing. */
    Path write() {
        return writeConfig();
    }

    private Path writeConfig() {
        Path config = directory.resolve("node.conf");
        try {
            return Files.writeString(config, wholeConfig == null ? generated() : wholeConfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the node with these arguments and waits for nothing. */
    NodeProcess launch(List<String> arguments) {
        return NodeProcess.launch(directory, port, java, command(arguments));
    }

    /** Runs the jar to its end, as for {@code --help} or a configuration that must be refused. */
    Tool.Result runToEnd(List<String> arguments) {
        return Tool.execute(READY_LIMIT, directory, command(arguments));
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(java.toString());
        command.addAll(jvmOptions);
        command.add("-jar");
        command.add((jar == null ? NodeProcess.jar() : jar).toString());
        command.addAll(arguments);
        return command;
    }

    private String generated() {
        StringBuilder text = new StringBuilder("target-node {\n");
        text.append("  data-dir = \"")
                .append(directory.resolve("data"))
                .append("\"\n  iscsi.portals = [\"127.0.0.1:")
                .append(port)
                .append("\"]\n");
        settings.forEach(line -> text.append("  ").append(line).append('\n'));
        devices.forEach((name, attributes) -> text.append("  devices.")
                .append(name)
                .append(" { ")
                .append(attributes)
                .append(" }\n"));
        target(text, IQN, targetSettings, luns);
        moreTargets.forEach((iqn, lines) -> {
            Integer lun = onlyLuns.getOrDefault(iqn, 0);
            target(text, iqn, lines, Map.of(lun, luns.getOrDefault(lun, "")));
        });
        return text.append("}\n").toString();
    }

    private static void target(StringBuilder text, String iqn, List<String> lines, Map<Integer, String> shown) {
        text.append("  targets.\"").append(iqn).append("\" {\n    enabled = true\n");
        lines.forEach(line -> text.append("    ").append(line).append('\n'));
        shown.forEach((lun, device) -> text.append("    luns.")
                .append(lun)
                .append(" { device = ")
                .append(device)
                .append(" }\n"));
        text.append("  }\n");
    }
}
