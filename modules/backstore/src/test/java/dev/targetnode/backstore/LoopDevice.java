package dev.targetnode.backstore;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real block device: a loop device over a sparse file, freed again by {@link #close}. Needs root and losetup. */
public final class LoopDevice implements AutoCloseable {
    private static final long LIMIT_SECONDS = 20;
    private static final String NEEDED =
            "a loop device is needed for this test: root (CAP_SYS_ADMIN), /dev/loop-control"
                    + " and a free /dev/loopN (in a container: --privileged, or --device=/dev/loop-control with the loop devices),"
                    + " losetup (package mount), on some kernels `modprobe loop`. To leave such tests out: -Dblock.devices=off. ";

    private final String device;

    private LoopDevice(String device) {
        this.device = device;
    }

    /**
     * Makes one.
     *
     * @param sectorBytes its logical block length, 512 or 4096
     * @param options further options of losetup
     * @throws IOException with what is to be installed or allowed
     */
    public static LoopDevice over(Path file, long sizeBytes, int sectorBytes, String... options) throws IOException {
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(sizeBytes);
        }
        List<String> command = new ArrayList<>(List.of(
                "losetup", "--show", "--direct-io=on", "--sector-size", Integer.toString(sectorBytes), "--find"));
        command.addAll(Arrays.asList(options));
        command.add(file.toString());
        return new LoopDevice(run(command));
    }

    /** Its path, such as /dev/loop0. */
    public String path() {
        return device;
    }

    @Override
    public void close() throws IOException {
        run(List.of("losetup", "--detach", device));
    }

    private static String run(List<String> command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new IOException(NEEDED + missing.getMessage(), missing);
        }
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(NEEDED + String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
