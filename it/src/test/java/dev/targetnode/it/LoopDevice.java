package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A real block device: a loop device over a sparse file, with direct I/O, freed by {@link #close} and, where a test is cut
 * off, when the JVM ends. Needs root and a free /dev/loopN.
 */
final class LoopDevice implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Path directory;
    private final String device;
    private final AtomicBoolean attached = new AtomicBoolean(true);

    private LoopDevice(Path directory, String device) {
        this.directory = directory;
        this.device = device;
    }

    /** Makes the file {@code name}.loop in {@code directory}, and a device of it. */
    static LoopDevice make(Path directory, String name, int mebibytes, int sectorBytes) {
        Path file = directory.resolve(name + ".loop");
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength((long) mebibytes << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Tool.Result result = Tool.LOSETUP.run(
                LIMIT,
                directory,
                "--show",
                "--direct-io=on",
                "--sector-size",
                Integer.toString(sectorBytes),
                "--find",
                file.toString());
        if (result.exitCode() != 0) {
            fail("tests on block devices need root (CAP_SYS_ADMIN) and a free /dev/loopN\n" + result);
        }
        LoopDevice loop = new LoopDevice(directory, result.output().strip());
        Runtime.getRuntime().addShutdownHook(new Thread(loop::detach));
        return loop;
    }

    /** Its path, such as /dev/loop0. */
    String path() {
        return device;
    }

    @Override
    public void close() {
        Tool.Result result = detach();
        if (result != null) {
            result.expectSuccess();
        }
    }

    private Tool.@Nullable Result detach() {
        if (!attached.compareAndSet(true, false)) {
            return null;
        }
        // A folder that the test has removed is no place for the program's output.
        Path place = Files.isDirectory(directory) ? directory : Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        return Tool.LOSETUP.run(LIMIT, place, "--detach", device);
    }
}
