package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QEMU's own iSCSI driver on a LUN: a whole image in and back, patterns, discard. */
final class QemuIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int MEBIBYTES = 64;

    @TempDir
    Path directory = Path.of("");

    @Test
    void carriesAnImageInAndBackUnchanged() throws IOException {
        Path image = randomImage();
        Path back = directory.resolve("back.raw");
        NodeBuilder builder = NodeBuilder.in(directory).fileLun(0, "disk1", MEBIBYTES, "");
        try (NodeProcess node = builder.start()) {
            Tool.QEMU_IMG
                    .run(LIMIT, directory, "convert", "-n", "-f", "raw", "-O", "raw", image.toString(), node.url(0))
                    .expectSuccess();
            Tool.QEMU_IMG
                    .run(LIMIT, directory, "compare", "-f", "raw", "-F", "raw", image.toString(), node.url(0))
                    .expectSuccess();
            Tool.QEMU_IMG
                    .run(LIMIT, directory, "convert", "-f", "raw", "-O", "raw", node.url(0), back.toString())
                    .expectSuccess();
            node.stop();
        }
        Tool.QEMU_IMG
                .run(LIMIT, directory, "compare", "-f", "raw", "-F", "raw", image.toString(), back.toString())
                .expectSuccess();
        // and past the node altogether: what it wrote lies in the file where it should
        Tool.QEMU_IMG
                .run(
                        LIMIT,
                        directory,
                        "compare",
                        "-f",
                        "raw",
                        "-F",
                        "raw",
                        image.toString(),
                        builder.file("disk1").toString())
                .expectSuccess();
    }

    @Test
    void readsBackPatternsAndZeroesWhatIsDiscarded() {
        try (NodeProcess node =
                NodeBuilder.in(directory).fileLun(0, "disk1", MEBIBYTES, "").start()) {
            patterns(node, 0);
            node.stop();
        }
    }

    @Test
    void readsBackPatternsOnBlocksOf4096Bytes() {
        try (NodeProcess node = NodeBuilder.in(directory)
                .fileLun(0, "disk1", MEBIBYTES, "blocksize = 4096")
                .start()) {
            patterns(node, 0);
            node.stop();
        }
    }

    private void patterns(NodeProcess node, int lun) {
        Tool.Result result = Tool.QEMU_IO
                .run(
                        LIMIT,
                        directory,
                        "-f",
                        "raw",
                        "-c",
                        "write -P 0x11 0 4k",
                        "-c",
                        "write -P 0x22 4k 1M",
                        "-c",
                        "write -f -P 0x33 5M 64k",
                        "-c",
                        "write -P 0x44 63M 1M",
                        "-c",
                        "flush",
                        "-c",
                        "read -P 0x11 0 4k",
                        "-c",
                        "read -P 0x22 4k 1M",
                        "-c",
                        "read -P 0x33 5M 64k",
                        "-c",
                        "read -P 0x44 63M 1M",
                        "-c",
                        "read -P 0 10M 1M",
                        "-c",
                        "discard 5M 64k",
                        "-c",
                        "read -P 0 5M 64k",
                        "-c",
                        "write -z 4k 512k",
                        "-c",
                        "read -P 0 4k 512k",
                        "-c",
                        "read -P 0x22 516k 512k",
                        node.url(lun))
                .expectSuccess();
        assertTrue(!result.output().contains("verification failed"), result::toString);
    }

    /** Random where written, with holes between, as images are. */
    private Path randomImage() throws IOException {
        Random random = Seeds.random("QemuIT");
        Path image = directory.resolve("image.raw");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) MEBIBYTES << 20);
            byte[] chunk = new byte[1 << 16];
            for (int i = 0; i < 16 * MEBIBYTES; i++) {
                if (random.nextInt(3) > 0) {
                    random.nextBytes(chunk);
                    file.seek((long) i * chunk.length);
                    file.write(chunk);
                }
            }
        }
        return image;
    }
}
