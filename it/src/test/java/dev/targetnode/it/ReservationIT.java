package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts with persistent reservations, and what a SIGKILL leaves of them. */
final class ReservationIT {
    private static final int REGISTER = 0;
    private static final int RESERVE = 1;
    private static final int PREEMPT_AND_ABORT = 5;
    private static final int READ_KEYS = 0;
    private static final int READ_RESERVATION = 1;
    private static final int READ_FULL_STATUS = 3;
    private static final int WRITE_EXCLUSIVE = 1;
    private static final int EXCLUSIVE_ACCESS = 3;
    private static final int APTPL = 1;
    private static final long KEY_A = 0xA11CE;
    private static final long KEY_B = 0xB0B;
    private static final int RESERVATION_CONFLICT = 0x18;
    private static final int CHECK_CONDITION = 0x02;
    private static final int BLOCK = 512;

    @TempDir
    Path directory = Path.of("");

    /** A host: it comes back with the ISID that it had. */
    private RawInitiator login(NodeProcess node, String host, int isid) throws IOException {
        RawInitiator initiator = RawInitiator.login(
                node.port(),
                NodeBuilder.IQN,
                RawInitiator.Options.DEFAULT.named("iqn.2026-11.org.example:" + host),
                isid);
        initiator.clearUnitAttentions(0);
        return initiator;
    }

    private static ScsiResult out(RawInitiator host, int action, int type, long key, long other, int flags)
            throws IOException {
        byte[] list = ByteBuffer.allocate(24)
                .putLong(key)
                .putLong(other)
                .putInt(0)
                .put((byte) flags)
                .array();
        return host.execute(0, Cdb.persistentReserveOut(action, type), list, 0);
    }

    private static byte[] in(RawInitiator host, int action) throws IOException {
        return host.execute(0, Cdb.persistentReserveIn(action, 512), new byte[0], 512)
                .expectGood()
                .data();
    }

    private static ScsiResult write(RawInitiator host, int fill) throws IOException {
        byte[] data = new byte[BLOCK];
        Arrays.fill(data, (byte) fill);
        return host.execute(0, Cdb.write16(0, 1), data, 0);
    }

    @Test
    void whoIsKeptOutStaysKeptOutAfterAKillWhereTheReservationPersists() throws Exception {
        NodeBuilder builder = NodeBuilder.in(directory).fileLun(0, "disk1", 16, "");
        byte[] full;
        try (NodeProcess node = builder.start()) {
            RawInitiator a = login(node, "a", 1);
            RawInitiator b = login(node, "b", 2);
            out(a, REGISTER, 0, 0, KEY_A, APTPL).expectGood();
            out(a, RESERVE, WRITE_EXCLUSIVE, KEY_A, 0, 0).expectGood();
            write(a, 1).expectGood();
            assertEquals(RESERVATION_CONFLICT, write(b, 2).status());
            assertEquals(1, b.read(0, 0, 1, BLOCK)[0]);
            full = in(b, READ_FULL_STATUS);
            node.kill();
            a.close();
            b.close();
        }
        assertTrue(
                new String(full, StandardCharsets.US_ASCII).contains("iqn.2026-11.org.example:a,i,0x800000000001\0"));
        try (NodeProcess node = builder.start();
                RawInitiator b = login(node, "b", 2);
                RawInitiator a = login(node, "a", 1)) {
            assertEquals(RESERVATION_CONFLICT, write(b, 2).status());
            assertEquals(1, b.read(0, 0, 1, BLOCK)[0]);
            byte[] again = in(b, READ_FULL_STATUS);
            Arrays.fill(full, 0, 4, (byte) 0); // PRGENERATION starts again
            assertArrayEquals(full, again);
            write(a, 3).expectGood();

            // The other host takes over, as a cluster does when its neighbour has died.
            out(b, REGISTER, 0, 0, KEY_B, APTPL).expectGood();
            out(b, PREEMPT_AND_ABORT, EXCLUSIVE_ACCESS, KEY_B, KEY_A, 0).expectGood();
            write(b, 4).expectGood();
            assertEquals(RESERVATION_CONFLICT, write(a, 5).status());
            ScsiResult told = a.execute(0, Cdb.testUnitReady(), new byte[0], 0);
            assertEquals(CHECK_CONDITION, told.status());
            assertEquals(0x2A05, told.asc(), "REGISTRATIONS PREEMPTED");
            assertEquals(EXCLUSIVE_ACCESS, in(b, READ_RESERVATION)[21]);
            node.kill();
        }
        try (NodeProcess node = builder.start();
                RawInitiator b = login(node, "b", 2);
                RawInitiator a = login(node, "a", 1)) {
            assertEquals(RESERVATION_CONFLICT, write(a, 5).status());
            assertEquals(4, b.read(0, 0, 1, BLOCK)[0]);
            b.logout();
            node.stop();
        }
    }

    @Test
    void withoutAptplAKillEndsReservations() throws Exception {
        NodeBuilder builder = NodeBuilder.in(directory).fileLun(0, "disk1", 16, "");
        try (NodeProcess node = builder.start();
                RawInitiator a = login(node, "a", 1)) {
            out(a, REGISTER, 0, 0, KEY_A, 0).expectGood();
            out(a, RESERVE, WRITE_EXCLUSIVE, KEY_A, 0, 0).expectGood();
            node.kill();
        }
        try (NodeProcess node = builder.start();
                RawInitiator b = login(node, "b", 2)) {
            write(b, 2).expectGood();
            assertEquals(8, in(b, READ_KEYS).length);
            b.logout();
            node.stop();
        }
    }

    @Test
    void aDamagedRecordKeepsTheNodeFromStartingAndSaysWhichDevice() throws Exception {
        NodeBuilder builder = NodeBuilder.in(directory).fileLun(0, "disk1", 16, "");
        try (NodeProcess node = builder.start();
                RawInitiator a = login(node, "a", 1)) {
            out(a, REGISTER, 0, 0, KEY_A, APTPL).expectGood();
            a.logout();
            node.stop();
        }
        Path record =
                directory.resolve("data").resolve("devices").resolve("disk1").resolve("reservations");
        byte[] bytes = Files.readAllBytes(record);
        bytes[bytes.length / 2] ^= 1;
        Files.write(record, bytes);
        Tool.Result refused = builder.startToEnd();
        assertNotEquals(0, refused.exitCode());
        assertTrue(
                refused.output().contains("device disk1") && refused.output().contains("reservations"),
                refused::toString);
        Files.delete(record);
        try (NodeProcess node = builder.start()) {
            node.stop();
        }
    }
}
