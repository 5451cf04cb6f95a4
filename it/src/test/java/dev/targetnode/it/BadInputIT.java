package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that send rubbish, too much, or nothing. After each of them the node is up, its memory has not grown by more
 * than a bound, every buffer is settled, and a session that was there all along has seen nothing of it.
 */
final class BadInputIT {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);
    private static final int LUN = 0;
    private static final int BLOCK = 512;
    private static final long DIRECT_GROWTH_MAX = 96L << 20;
    private static final long HEAP_GROWTH_MAX = 48L << 20;

    @TempDir
    Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init") // set before each test
    private NodeProcess node;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Neighbour neighbour;

    private long heapBefore;
    private long directBefore;

    @BeforeEach
    void startNodeAndNeighbour() throws IOException {
        node = NodeBuilder.in(directory)
                .jvm(NodeProcess.TRACK_MEMORY)
                .fileLun(LUN, "disk1", 64, "")
                .start();
        neighbour = Neighbour.start(node, LUN, 65_536);
        Neighbour working = neighbour;
        Await.until(Duration.ofSeconds(20), () -> working.commands() > 200, () -> "the neighbour works");
        heapBefore = node.liveHeapBytes();
        directBefore = node.directBytes();
    }

    @AfterEach
    void closeAll() throws IOException {
        if (neighbour != null) {
            neighbour.close();
        }
        if (node != null) {
            node.close();
        }
    }

    private void assertNobodyNoticed() {
        long heapGrowth = node.liveHeapBytes() - heapBefore;
        long directGrowth = node.directBytes() - directBefore;
        System.out.println("BadInputIT: live heap grew by " + heapGrowth / 1024 + " KiB, direct memory by "
                + directGrowth / 1024 + " KiB, the neighbour's slowest command took " + neighbour.takeSlowestMillis()
                + " ms");
        assertTrue(heapGrowth < HEAP_GROWTH_MAX, () -> "live heap grew by " + heapGrowth + " bytes");
        assertTrue(directGrowth < DIRECT_GROWTH_MAX, () -> "direct memory grew by " + directGrowth + " bytes");
        neighbour.stop();
        node.stop();
    }

    @Test
    void survivesRandomBytes() throws IOException {
        Random random = Seeds.random("BadInputIT.survivesRandomBytes");
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[1 + random.nextInt(16_384)];
            random.nextBytes(bytes);
            try (PduSocket socket = PduSocket.connect(node.port())) {
                sendAsFarAsItGoes(socket, bytes);
            }
        }
        assertNobodyNoticed();
    }

    @Test
    void survivesRandomBytesInFullFeaturePhase() throws IOException {
        Random random = Seeds.random("BadInputIT.survivesRandomBytesInFullFeaturePhase");
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[48 + random.nextInt(16_384)];
            random.nextBytes(bytes);
            try (RawInitiator initiator = RawInitiator.login(node)) {
                sendAsFarAsItGoes(initiator.socket(), bytes);
            }
        }
        assertNobodyNoticed();
    }

    @Test
    void survivesHalfALogin() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (PduSocket socket = PduSocket.connect(node.port())) {
                Pdu request = RawInitiator.unconnected(socket)
                        .loginRequest(
                                Pdu.FINAL | 1,
                                "InitiatorName=iqn.2026-11.org.example:half",
                                "TargetName=" + NodeBuilder.IQN,
                                "SessionType=Normal",
                                "AuthMethod=None");
                switch (i % 3) {
                    case 0 -> socket.sendBytes(Arrays.copyOf(request.bhs(), 1 + i % 47));
                    case 1 -> socket.sendBytes(request.bhs());
                    default -> {
                        // the first of two stages, answered, and then nothing
                        socket.send(request);
                        socket.receive();
                    }
                }
            }
        }
        assertNobodyNoticed();
    }

    @Test
    void closesOnAPduThatClaims16MebibytesBeforeLogin() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (PduSocket socket = PduSocket.connect(node.port())) {
                Pdu request = RawInitiator.unconnected(socket).loginRequest(Pdu.FINAL | 1);
                request.put8(5, 0xFF).put8(6, 0xFF).put8(7, 0xFF);
                socket.sendBytes(request.bhs());
                sendAsFarAsItGoes(socket, new byte[1 << 16]);
                assertTrue(socket.closedWithin(CLOSE_LIMIT), "still open after a claim of 16 MiB");
            }
        }
        assertNobodyNoticed();
    }

    @Test
    void refusesAdditionalHeadersLongerThanAllowed() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (RawInitiator initiator = RawInitiator.login(node)) {
                initiator.clearUnitAttentions(LUN);
                Pdu command = Pdu.of(Pdu.SCSI_COMMAND, Pdu.FINAL | 0x41, new byte[0])
                        .lun(LUN)
                        // TotalAHSLength in words, the largest there is: 1020 bytes
                        .put8(4, 255)
                        .put32(16, 0x7000)
                        .put32(20, BLOCK)
                        .put32(24, initiator.cmdSn())
                        .putCdb(Cdb.read16(0, 1));
                initiator.socket().sendBytes(command.bhs());
                sendAsFarAsItGoes(initiator.socket(), new byte[1020]);
                assertTrue(refused(initiator.socket()), "a command with 1020 bytes of AHS was carried out");
            }
        }
        assertNobodyNoticed();
    }

    @Test
    void survivesAThousandConnectionsThatNeverLogIn() throws IOException {
        List<PduSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                sockets.add(PduSocket.connect(node.port()));
            }
            long during = neighbour.commands();
            Await.until(
                    Duration.ofSeconds(10),
                    () -> neighbour.commands() > during + 100,
                    () -> "the neighbour goes on beside 1,000 silent connections");
            assertNobodyNoticedWhile();
        } finally {
            for (PduSocket socket : sockets) {
                socket.close();
            }
        }
        assertNobodyNoticed();
    }

    @Test
    void boundsWhatItHoldsForReadersThatStopReading() throws IOException {
        List<RawInitiator> readers = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                RawInitiator reader = RawInitiator.login(
                        PduSocket.connect(node.port(), 4096),
                        NodeBuilder.IQN,
                        RawInitiator.Options.DEFAULT.named("iqn.2026-11.org.example:deaf" + i));
                readers.add(reader);
                reader.clearUnitAttentions(LUN);
                while (reader.windowLeft() > 0) {
                    reader.submit(LUN, Cdb.read16(0, 2048), new byte[0], 2048 * BLOCK);
                }
            }
            long during = neighbour.commands();
            Await.until(
                    Duration.ofSeconds(20),
                    () -> neighbour.commands() > during + 200,
                    () -> "the neighbour goes on beside readers that do not read");
            assertNobodyNoticedWhile();
        } finally {
            for (RawInitiator reader : readers) {
                reader.close();
            }
        }
        assertNobodyNoticed();
    }

    /** The bounds while the bad peers are still there. */
    private void assertNobodyNoticedWhile() {
        long directGrowth = node.directBytes() - directBefore;
        System.out.println("BadInputIT: direct memory meanwhile " + directGrowth / 1024 + " KiB more, resident "
                + node.residentBytes() / 1024 + " KiB");
        assertTrue(directGrowth < 4 * DIRECT_GROWTH_MAX, () -> "direct memory grew by " + directGrowth + " bytes");
    }

    /** Reject, or the end of the connection; a SCSI Response of GOOD or data is neither. */
    private static boolean refused(PduSocket socket) throws IOException {
        try {
            while (true) {
                Pdu answer = socket.receive();
                if (answer.opcode() == Pdu.REJECT) {
                    return true;
                }
                if (answer.opcode() == Pdu.DATA_IN || answer.opcode() == Pdu.SCSI_RESPONSE) {
                    return false;
                }
            }
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** The target may close before all of it is sent; that is its right. */
    private static void sendAsFarAsItGoes(PduSocket socket, byte[] bytes) {
        try {
            socket.sendBytes(bytes);
        } catch (IOException e) {
            System.out.println("BadInputIT: closed meanwhile: " + e.getMessage());
        }
    }
}
