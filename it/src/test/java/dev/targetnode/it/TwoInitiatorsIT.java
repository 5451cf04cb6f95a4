package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two initiators on one LUN at the same time. */
final class TwoInitiatorsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int BLOCK = 512;
    private static final int BLOCKS = 64;
    private static final int ROUNDS = 200;

    @TempDir
    Path directory = Path.of("");

    @Test
    void keepApartOnAreasOfTheirOwn() throws Exception {
        try (NodeProcess node =
                NodeBuilder.in(directory).fileLun(0, "disk1", 64, "").start()) {
            Together.run(List.of(() -> qemu(node, 0), () -> qemu(node, 32)), LIMIT);
            node.stop();
        }
    }

    @Test
    void neverMixWithinABlockThatBothWrite() throws Exception {
        try (NodeProcess node =
                NodeBuilder.in(directory).fileLun(0, "disk1", 16, "").start()) {
            Together.run(List.of(() -> overwrite(node, (byte) 0xA1), () -> overwrite(node, (byte) 0xB2)), LIMIT);
            try (RawInitiator reader = RawInitiator.login(node)) {
                reader.clearUnitAttentions(0);
                checkBlocks(reader.read(0, 0, BLOCKS, BLOCK));
                reader.logout();
            }
            node.stop();
        }
    }

    private void qemu(NodeProcess node, int firstMebibyte) {
        List<String> arguments = new ArrayList<>(List.of("-f", "raw"));
        for (int i = 0; i < 24; i++) {
            arguments.addAll(List.of("-c", "write -P " + (firstMebibyte + i + 1) + " " + (firstMebibyte + i) + "M 1M"));
        }
        for (int i = 0; i < 24; i++) {
            arguments.addAll(List.of("-c", "read -P " + (firstMebibyte + i + 1) + " " + (firstMebibyte + i) + "M 1M"));
        }
        arguments.add(node.url(0));
        Tool.QEMU_IO.run(LIMIT, directory, arguments).expectSuccess();
    }

    private static void overwrite(NodeProcess node, byte pattern) throws IOException {
        try (RawInitiator initiator = RawInitiator.login(
                node.port(),
                NodeBuilder.IQN,
                RawInitiator.Options.DEFAULT.named("iqn.2026-11.org.example:" + pattern))) {
            initiator.clearUnitAttentions(0);
            byte[] data = new byte[BLOCKS * BLOCK];
            Arrays.fill(data, pattern);
            for (int round = 0; round < ROUNDS; round++) {
                initiator.execute(0, Cdb.write16(0, BLOCKS), data, 0).expectGood();
                checkBlocks(initiator.read(0, 0, BLOCKS, BLOCK));
            }
            initiator.logout();
        }
    }

    /** A block is one writer's or the other's; which of them is a matter of who came later. */
    private static void checkBlocks(byte[] data) {
        for (int block = 0; block < BLOCKS; block++) {
            byte first = data[block * BLOCK];
            assertEquals(true, first == (byte) 0xA1 || first == (byte) 0xB2, "block " + block + " is " + first);
            for (int i = 1; i < BLOCK; i++) {
                assertEquals(first, data[block * BLOCK + i], "block " + block + " byte " + i);
            }
        }
    }
}
