package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The jar under test as a process. {@link #stop} is how a test ends it: SIGTERM, exit code 0, and nothing left in the
 * ledger of buffers. {@link #close} only makes sure that nothing outlives the test, and shows the log if it still ran.
 */
final class NodeProcess implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int LOG_BYTES_SHOWN = 16_384;
    private static final String LEDGER_AT_REST = "ledger buffers=0 bytes=0 reserved=0";
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern OTHER_MEMORY = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");

    private final Process process;
    private final Path directory;
    private final Path log;
    private final Path java;
    private final int port;
    private final long startedNanos;
    private Duration readyAfter = Duration.ZERO;
    private boolean ended;

    private NodeProcess(Process process, Path directory, Path log, Path java, int port, long startedNanos) {
        this.process = process;
        this.directory = directory;
        this.log = log;
        this.java = java;
        this.port = port;
        this.startedNanos = startedNanos;
    }

    /** The jar under test: NODE_JAR of the environment, else the build's. Fails where there is none. */
    static Path jar() {
        String given = System.getenv("NODE_JAR");
        Path jar = Path.of(
                        given == null || given.isEmpty()
                                ? System.getProperty("node.jar", "../target/target-node.jar")
                                : given)
                .toAbsolutePath()
                .normalize();
        assertTrue(Files.isRegularFile(jar), () -> "no jar at " + jar + ": mvn -q -B -DskipTests package");
        return jar;
    }

    static NodeProcess launch(Path directory, int port, Path java, List<String> command) {
        try {
            Path log = Files.createTempFile(directory, "node-", ".log");
            long started = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(log.toFile())
                    .start();
            return new NodeProcess(process, directory, log, java, port, started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the portal accepts connections; fails with the log when the process ends before, or the limit passes. */
    void awaitReady(Duration limit) {
        try {
            Await.until(
                    limit,
                    () -> !process.isAlive() || (saysItListens() && Ports.accepts(port)),
                    () -> "ready on " + port + "\n" + log());
        } catch (AssertionError e) {
            kill();
            throw e;
        }
        if (!process.isAlive()) {
            ended = true;
            fail("the node ended with " + process.exitValue() + " before it was ready\n" + log());
        }
        readyAfter = Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** A killed node's io_uring may accept connections on the same port for a moment longer: only its own word counts. */
    private boolean saysItListens() {
        return wholeLog().lines().anyMatch(line -> line.contains(" - portal ") && line.endsWith(":" + port));
    }

    /** From process start to the first accepted connection. */
    Duration readyAfter() {
        return readyAfter;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    Path directory() {
        return directory;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** A libiscsi URL of a LUN. */
    String url(int lun) {
        return url(NodeBuilder.IQN, lun);
    }

    /** A libiscsi URL of a LUN of another target. */
    String url(String iqn, int lun) {
        return "iscsi://127.0.0.1:" + port + "/" + iqn + "/" + lun;
    }

    /** The end of what the process has printed, or all of it when it is short: to be shown. */
    String log() {
        String text = wholeLog();
        return text.length() <= LOG_BYTES_SHOWN ? text : "...\n" + text.substring(text.length() - LOG_BYTES_SHOWN);
    }

    /** All the process has printed, however long. */
    String wholeLog() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM; the node must exit 0 within the limit, with every buffer settled and no leak seen by Netty. */
    void stop() {
        assertTrue(process.isAlive(), () -> "the node had ended before it was stopped\n" + log());
        process.destroy();
        int code = awaitExit(STOP_LIMIT);
        assertEquals(0, code, () -> "exit code after SIGTERM\n" + log());
        String text = wholeLog();
        assertTrue(text.contains(LEDGER_AT_REST), () -> "no line says '" + LEDGER_AT_REST + "'\n" + log());
        assertFalse(text.contains("LEAK:"), () -> "Netty saw a leak\n" + log());
    }

    /** Waits for the process to end by itself. */
    int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                String text = log();
                kill();
                return fail("the node still runs after " + limit + "\n" + text);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted", e);
        }
        ended = true;
        return process.exitValue();
    }

    /** SIGKILL, and waits until the process is gone. */
    void kill() {
        ended = true;
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted", e);
        }
    }

    @Override
    public void close() {
        if (!ended) {
            // Only a failing test comes here; what the node said is half of the report.
            System.out.println("--- log of the node of " + directory + "\n" + log());
            kill();
        }
    }

    /** Resident memory of the process in bytes. */
    long residentBytes() {
        try {
            return 1024 * number(RESIDENT, Files.readString(Path.of("/proc/" + pid() + "/status")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of live objects on the heap, after a full collection. */
    long liveHeapBytes() {
        return number(HISTOGRAM_TOTAL, jcmd("GC.class_histogram"));
    }

    /** Direct memory in bytes: needs {@link #TRACK_MEMORY} among the JVM options. */
    long directBytes() {
        return 1024 * number(OTHER_MEMORY, jcmd("VM.native_memory", "summary"));
    }

    /** The JVM option that {@link #directBytes} needs. */
    static final String TRACK_MEMORY = "-XX:NativeMemoryTracking=summary";

    /** A thread dump, for a failure's report. */
    String threads() {
        return jcmd("Thread.print");
    }

    private String jcmd(String... arguments) {
        Path jcmd = java.resolveSibling("jcmd");
        assertTrue(Files.isExecutable(jcmd), () -> jcmd + " is missing: apt-get install openjdk-17-jdk-headless");
        List<String> command = new java.util.ArrayList<>(List.of(jcmd.toString(), Long.toString(pid())));
        command.addAll(List.of(arguments));
        return Tool.execute(Duration.ofSeconds(60), directory, command)
                .expectSuccess()
                .output();
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), () -> "no " + pattern + " in\n" + text);
        return Long.parseLong(matcher.group(1));
    }
}
