package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The small Linux of {@code it/vm}: a kernel with its own initiator, in QEMU by software emulation. Its 127.0.0.1 is this
 * machine's.
 */
final class Vm {
    /** Booting takes about five seconds here; a busy machine of two cores takes several times that. */
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private Vm() {}

    /**
     * Runs {@code script} (busybox's shell, as root) in a guest of its own and returns all it printed; fails unless the
     * script exited 0. It lies in {@code directory}.
     *
     * @param qemuArguments more arguments for QEMU, such as {@code -drive}
     */
    static String run(Path directory, String script, String... qemuArguments) {
        Path file = directory.resolve("guest.sh");
        try {
            Files.writeString(file, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of(folder().resolve("run").toString(), file.toString()));
        command.addAll(List.of(qemuArguments));
        Tool.Result result =
                Tool.execute(LIMIT, directory, command).expectSuccess().withoutCarriageReturns();
        assertTrue(result.output().contains("vm: exit status 0\n"), result::toString);
        return result.output();
    }

    private static Path folder() {
        Path folder = Path.of("vm").toAbsolutePath();
        assertTrue(
                Files.isExecutable(folder.resolve("run")), () -> folder + " has no run: tests run in the folder it/");
        return folder;
    }
}
