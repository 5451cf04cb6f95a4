package dev.targetnode.core.scsi.reservation;

import static dev.targetnode.core.scsi.reservation.Reserver.A;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.Operation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What is kept for the time after a loss of power. */
final class ReservationRecordTest {
    private static Reserver persistent(int type) {
        Reserver unit = new Reserver();
        unit.good(Reserver.B, Operation.PERSISTENT_RESERVE_OUT_REGISTER, 0, 0, 0xB, 1);
        unit.good(A, Operation.PERSISTENT_RESERVE_OUT_REGISTER, 0, 0, 0xA, 1);
        if (type > 0) {
            unit.reserve(A, type, 0xA);
        }
        return unit;
    }

    private static Reservations decoded(byte[] record) {
        return assertInstanceOf(ReservationRecord.Restored.class, ReservationRecord.decode(record))
                .reservations();
    }

    private static byte[] sealed(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return ByteBuffer.allocate(content.length + 4)
                .put(content)
                .putInt((int) crc.getValue())
                .array();
    }

    @Test
    void everyTypeComesBackWithItsHolderAndItsOrder() {
        for (int type : new int[] {0, 1, 3, 5, 6, 7, 8}) {
            Reservations before = persistent(type).now;
            Reservations after = decoded(ReservationRecord.encode(before));
            assertEquals(before.afterPowerLoss(), after);
            assertEquals(
                    List.copyOf(before.registrations().keySet()),
                    List.copyOf(after.registrations().keySet()));
        }
    }

    @Test
    void whatNeedNotPersistIsKeptAsNothing() {
        Reserver unit = new Reserver().registered(0xA);
        assertEquals(Reservations.NONE, decoded(ReservationRecord.encode(unit.now)));
    }

    @Test
    void versionOneIsReadForEver() {
        String name = HexFormat.of().formatHex("iqn.2026-11.example:h".getBytes(StandardCharsets.UTF_8));
        String target = HexFormat.of().formatHex("iqn.2026-11.dev.targetnode:disk1".getBytes(StandardCharsets.UTF_8));
        byte[] content = HexFormat.of()
                .parseHex(String.join(
                                "",
                                "544e524553455256", // TNRESERV
                                "0001", // version
                                "01", // APTPL
                                "06", // EXCLUSIVE ACCESS - REGISTRANTS ONLY
                                "00000000", // held by the first
                                "00000001", // one registration
                                "0015",
                                name,
                                "00008000deadbeef", // ISID
                                "0020",
                                target,
                                "0001", // portal group tag
                                "0003", // relative target port identifier
                                "0123456789abcdef") // key
                        .replace(" ", ""));
        Reservations found = decoded(sealed(content));
        ItNexus nexus = new ItNexus(new TransportId("iqn.2026-11.example:h", 0x8000deadbeefL), Reserver.PORT);
        assertEquals(
                new Registration(3, 0x0123456789abcdefL), found.registrations().get(nexus));
        assertTrue(found.isHolder(nexus));
        assertTrue(found.persists());
        assertArrayEquals(sealed(content), ReservationRecord.encode(found));
    }

    @Test
    void everyFlippedBitAndEveryCutIsFound() {
        byte[] record = ReservationRecord.encode(persistent(1).now);
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] damaged = record.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertInstanceOf(ReservationRecord.Unusable.class, ReservationRecord.decode(damaged), "bit " + bit);
        }
        for (int length = 0; length < record.length; length++) {
            assertInstanceOf(ReservationRecord.Unusable.class, ReservationRecord.decode(Arrays.copyOf(record, length)));
        }
    }

    @Test
    void aLaterVersionIsNotGuessedAt() {
        byte[] record = ReservationRecord.encode(persistent(1).now);
        byte[] content = Arrays.copyOf(record, record.length - 4);
        content[9] = 2;
        ReservationRecord.Unusable unusable =
                assertInstanceOf(ReservationRecord.Unusable.class, ReservationRecord.decode(sealed(content)));
        assertEquals("it has version 2, this program knows version 1", unusable.reason());
    }

    @Test
    void anyBytesWithARightChecksumAreAnAnswerAndNoException() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ReservationRecordTest: -Dseed=" + seed);
        Random random = new Random(seed);
        byte[] record = ReservationRecord.encode(persistent(7).now);
        List<Class<?>> seen = new ArrayList<>();
        for (int run = 0; run < 20_000; run++) {
            byte[] content = Arrays.copyOf(record, record.length - 4 - (run % 3 == 0 ? random.nextInt(40) : 0));
            for (int i = random.nextInt(3); i >= 0; i--) {
                content[8 + random.nextInt(content.length - 8)] = (byte) random.nextInt(256);
            }
            seen.add(ReservationRecord.decode(sealed(content)).getClass());
        }
        assertTrue(seen.contains(ReservationRecord.Restored.class));
        assertTrue(seen.contains(ReservationRecord.Unusable.class));
    }
}
