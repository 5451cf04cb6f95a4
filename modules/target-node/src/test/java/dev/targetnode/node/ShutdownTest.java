package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends real processes by real signals, since a JVM's exit status after a signal cannot be seen from within. */
@Timeout(60)
class ShutdownTest {

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalDrainsTheNodeAndTheStatusIsZero(String signal) throws Exception {
        Ended ended = signalled("drains", signal);
        assertEquals(List.of("draining", "drained"), ended.lines());
        assertEquals(ExitStatus.OK, ended.status());
    }

    @Test
    void aNodeThatDoesNotDrainIsCutOffWithStatusOne() throws Exception {
        Ended ended = signalled("hangs", "TERM");
        assertTrue(ended.text().contains("commands were still in progress"), ended::text);
        assertEquals(ExitStatus.FAILED, ended.status());
    }

    @Test
    void aNodeThatFailsToStopEndsWithStatusOneAndTheReason() throws Exception {
        Ended ended = signalled("fails", "TERM");
        assertTrue(ended.text().contains("a session would not close"), ended::text);
        assertEquals(ExitStatus.FAILED, ended.status());
    }

    @Test
    void aSignalDuringTheStartEndsIt() throws Exception {
        assertEquals(ExitStatus.OK, signalled("starting", "TERM").status());
    }

    private record Ended(int status, List<String> lines) {
        String text() {
            return String.join("\n", lines);
        }
    }

    private static Ended signalled(String how, String signal) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Dtarget-node.shutdown.drain-max=300 ms",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeProcess.class.getName(),
                        how)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("up", output.readLine());
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            List<String> lines = output.lines().collect(Collectors.toList());
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> "still runs: " + lines);
            return new Ended(process.exitValue(), List.copyOf(lines));
        } finally {
            process.destroyForcibly();
        }
    }
}
