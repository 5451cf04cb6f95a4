package dev.targetnode.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Debian's tgtd on loopback: another target, to prove this module's own initiator on. LUN 1 is a file. */
final class TgtdProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** tgtd's LUN 0 is its controller. */
    static final int LUN = 1;

    private final Process process;
    private final Path directory;
    private final int port;
    private final String control;

    private TgtdProcess(Process process, Path directory, int port, String control) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.control = control;
    }

    static TgtdProcess start(Path directory, int mebibytes) throws IOException {
        int port = Ports.free();
        // tgtd keeps its management sockets apart by this number, of 15 bits
        String control = Integer.toString(port / 2);
        Path image = directory.resolve("tgtd.img");
        try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
        }
        Path log = directory.resolve("tgtd.log");
        Process process =
                Tool.TGTD.start(directory, log, List.of("-f", "-C", control, "--iscsi", "portal=127.0.0.1:" + port));
        TgtdProcess tgtd = new TgtdProcess(process, directory, port, control);
        try {
            Await.until(LIMIT, () -> !process.isAlive() || Ports.accepts(port), () -> "tgtd listens");
            if (!process.isAlive()) {
                throw new AssertionError("tgtd ended\n" + Files.readString(log));
            }
            tgtd.administer("--op", "new", "--mode", "target", "--tid", "1", "-T", NodeBuilder.IQN);
            tgtd.administer(
                    "--op", "new", "--mode", "logicalunit", "--tid", "1", "--lun", "" + LUN, "-b", image.toString());
            tgtd.administer("--op", "update", "--mode", "target", "--tid", "1", "-n", "HeaderDigest", "-v", "CRC32C");
            tgtd.administer("--op", "update", "--mode", "target", "--tid", "1", "-n", "DataDigest", "-v", "CRC32C");
            tgtd.administer("--op", "bind", "--mode", "target", "--tid", "1", "-I", "ALL");
            return tgtd;
        } catch (AssertionError e) {
            tgtd.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    private void administer(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-C", control, "--lld", "iscsi"));
        all.addAll(List.of(arguments));
        Tool.TGTADM.run(LIMIT, directory, all).expectSuccess();
    }

    @Override
    public void close() {
        try {
            // it ignores SIGTERM while it has targets
            process.destroyForcibly().waitFor();
            Files.deleteIfExists(Path.of("/var/run/tgtd/socket." + control));
            Files.deleteIfExists(Path.of("/var/run/tgtd/socket." + control + ".lock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
