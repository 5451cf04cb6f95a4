package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every transport and every file engine by name, each carrying data of every kind. */
final class TransportIT {
    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void carriesDataOverEachTransport(String transport) throws IOException {
        try (NodeProcess node = NodeBuilder.in(directory)
                .setting("loops.transport = " + transport)
                .fileLun(0, "disk1", 16, "")
                .start()) {
            Transfer.check(node, 0);
            assertTrue(
                    node.log().toLowerCase(Locale.ROOT).contains(transport),
                    () -> "the log does not say which transport runs\n" + node.log());
            node.stop();
        }
    }

    @ParameterizedTest(name = "engine {0} over {1}")
    @CsvSource({"pool, io_uring", "ring, io_uring", "pool, nio"})
    void carriesDataThroughEachFileEngine(String engine, String transport) throws IOException {
        try (NodeProcess node = NodeBuilder.in(directory)
                .setting("loops.transport = " + transport)
                .fileLun(0, "disk1", 16, "file-engine = " + engine)
                .start()) {
            Transfer.check(node, 0);
            node.stop();
        }
    }

    @ParameterizedTest(name = "header digest {0}, data digest {1}")
    @CsvSource({"true, false", "false, true", "true, true"})
    void carriesDataUnderDigests(boolean header, boolean data) throws IOException {
        try (NodeProcess node = NodeBuilder.in(directory)
                        .targetSetting("HeaderDigest = \"CRC32C,None\"")
                        .targetSetting("DataDigest = \"CRC32C,None\"")
                        .fileLun(0, "disk1", 16, "")
                        .start();
                RawInitiator initiator = RawInitiator.login(
                        node.port(),
                        NodeBuilder.IQN,
                        new RawInitiator.Options(true, true, header, data, "iqn.2026-11.org.example:it"))) {
            Transfer.check(initiator, 0, Seeds.random("TransportIT"));
            initiator.logout();
            node.stop();
        }
    }
}
