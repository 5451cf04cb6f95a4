package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cluster software does with a shared disk: counters that several initiators increment, and none gets lost. */
final class SharedDiskIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int LUN = 0;
    private static final int BLOCK = 512;
    private static final int BLOCKS = 12;
    private static final int RANGE_MAX = 5;
    private static final int SESSIONS = 8;
    private static final int INCREMENTS = 150;
    private static final int TRIES_MAX = 100_000;

    private static final int REGISTER = 0;
    private static final int RESERVE = 1;
    private static final int RELEASE = 2;
    private static final int EXCLUSIVE_ACCESS = 3;
    private static final int WRITE_EXCLUSIVE_REGISTRANTS_ONLY = 5;

    private static final String FIRST = "iqn.2026-11.org.example:first";
    private static final String SECOND = "iqn.2026-11.org.example:second";

    @TempDir
    Path directory = Path.of("");

    /**
     * Eight sessions of two initiators, all registered, under a reservation for registrants; each increments the counters of
     * ranges that overlap those of the others. Who is not registered writes nothing meanwhile.
     */
    @Test
    void compareAndWriteOfEightSessionsLosesNoIncrementAndReservationsKeepOthersOut() throws Exception {
        Random seeds = Seeds.random("SharedDiskIT");
        AtomicIntegerArray increments = new AtomicIntegerArray(BLOCKS);
        AtomicBoolean over = new AtomicBoolean();
        try (NodeProcess node =
                NodeBuilder.in(directory).fileLun(LUN, "shared", 16, "").start()) {
            try (RawInitiator holder = session(node, FIRST)) {
                register(holder, 0x1000);
                reserveOut(holder, RESERVE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0x1000)
                        .expectGood();
                List<Together.Work> works = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    int number = i;
                    long seed = seeds.nextLong();
                    works.add(() -> increment(node, number, new Random(seed), increments));
                }
                ExecutorService outside = Executors.newSingleThreadExecutor();
                Future<Integer> refused = outside.submit(() -> writeUnregistered(node, over));
                try {
                    Together.run(works, LIMIT);
                } finally {
                    over.set(true);
                    outside.shutdown();
                }
                assertTrue(refused.get(LIMIT.toSeconds(), TimeUnit.SECONDS) > 0, "nobody tried without a registration");
                byte[] disk = holder.read(LUN, 0, BLOCKS, BLOCK);
                for (int block = 0; block < BLOCKS; block++) {
                    assertEquals(increments.get(block), counter(disk, block), "counter of block " + block);
                }
                holder.logout();
            }
            node.stop();
        }
    }

    private static void increment(NodeProcess node, int number, Random random, AtomicIntegerArray increments)
            throws IOException {
        try (RawInitiator initiator = session(node, number % 2 == 0 ? FIRST : SECOND)) {
            register(initiator, 0x2000 + number);
            for (int done = 0; done < INCREMENTS; done++) {
                int blocks = 1 + random.nextInt(RANGE_MAX);
                int first = random.nextInt(BLOCKS - blocks + 1);
                compareAndIncrement(initiator, first, blocks);
                for (int block = first; block < first + blocks; block++) {
                    increments.incrementAndGet(block);
                }
            }
            initiator.logout();
        }
    }

    private static void compareAndIncrement(RawInitiator initiator, int first, int blocks) throws IOException {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            byte[] seen = initiator.read(LUN, first, blocks, BLOCK);
            ByteBuffer data = ByteBuffer.allocate(2 * seen.length).put(seen).put(seen);
            for (int block = 0; block < blocks; block++) {
                int offset = seen.length + block * BLOCK;
                data.putInt(offset, counter(seen, block) + 1);
                // every byte of the block changes, so that half a write would be seen as one
                for (int i = 4; i < BLOCK; i++) {
                    data.put(offset + i, (byte) (counter(seen, block) + 1));
                }
            }
            ScsiResult result = initiator.execute(LUN, Cdb.compareAndWrite(first, blocks), data.array(), 0);
            if (result.status() == ScsiResult.GOOD) {
                return;
            }
            assertEquals(ScsiResult.CHECK_CONDITION, result.status(), result::toString);
            assertEquals(ScsiResult.MISCOMPARE, result.senseKey(), result::toString);
        }
        fail("no increment in " + TRIES_MAX + " tries");
    }

    private static int writeUnregistered(NodeProcess node, AtomicBoolean over) throws IOException {
        int refused = 0;
        try (RawInitiator initiator = session(node, "iqn.2026-11.org.example:stranger")) {
            byte[] noise = new byte[BLOCK];
            Arrays.fill(noise, (byte) 0xEE);
            while (!over.get()) {
                ScsiResult result = initiator.execute(LUN, Cdb.write16(refused % BLOCKS, 1), noise, 0);
                assertEquals(ScsiResult.RESERVATION_CONFLICT, result.status(), result::toString);
                refused++;
            }
            initiator.logout();
        }
        return refused;
    }

    @Test
    void twoInitiatorsThatReserveTheUnitLoseNoIncrement() throws Exception {
        countUnderLock(
                (initiator, key) -> initiator.execute(LUN, Cdb.reserve6(), new byte[0], 0),
                (initiator, key) -> initiator.execute(LUN, Cdb.release6(), new byte[0], 0),
                false);
    }

    @Test
    void twoInitiatorsThatReservePersistentlyLoseNoIncrement() throws Exception {
        countUnderLock(
                (initiator, key) -> reserveOut(initiator, RESERVE, EXCLUSIVE_ACCESS, key),
                (initiator, key) -> reserveOut(initiator, RELEASE, EXCLUSIVE_ACCESS, key),
                true);
    }

    private interface Lock {
        ScsiResult apply(RawInitiator initiator, long key) throws IOException;
    }

    /** Both read a counter and write it back one higher, with nothing but the reservation to keep them apart. */
    private void countUnderLock(Lock lock, Lock unlock, boolean registered) throws Exception {
        try (NodeProcess node =
                NodeBuilder.in(directory).fileLun(LUN, "shared", 16, "").start()) {
            List<Together.Work> works = new ArrayList<>();
            for (String name : List.of(FIRST, SECOND)) {
                works.add(() -> {
                    try (RawInitiator initiator = session(node, name)) {
                        long key = name.hashCode() & 0xFFFF_FFFFL;
                        if (registered) {
                            register(initiator, key);
                        }
                        for (int i = 0; i < INCREMENTS; i++) {
                            countOnce(initiator, lock, unlock, key);
                        }
                        initiator.logout();
                    }
                });
            }
            Together.run(works, LIMIT);
            try (RawInitiator reader = session(node, FIRST)) {
                assertEquals(2 * INCREMENTS, counter(reader.read(LUN, 0, 1, BLOCK), 0));
                reader.logout();
            }
            node.stop();
        }
    }

    private static void countOnce(RawInitiator initiator, Lock lock, Lock unlock, long key) throws IOException {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            ScsiResult locked = lock.apply(initiator, key);
            if (locked.status() == ScsiResult.GOOD) {
                byte[] block = initiator.read(LUN, 0, 1, BLOCK);
                ByteBuffer.wrap(block).putInt(0, counter(block, 0) + 1);
                initiator.execute(LUN, Cdb.write16(0, 1), block, 0).expectGood();
                unlock.apply(initiator, key).expectGood();
                return;
            }
            assertEquals(ScsiResult.RESERVATION_CONFLICT, locked.status(), locked::toString);
        }
        fail("no reservation in " + TRIES_MAX + " tries");
    }

    private static RawInitiator session(NodeProcess node, String name) throws IOException {
        RawInitiator initiator =
                RawInitiator.login(node.port(), NodeBuilder.IQN, RawInitiator.Options.DEFAULT.named(name));
        initiator.clearUnitAttentions(LUN);
        return initiator;
    }

    private static void register(RawInitiator initiator, long key) throws IOException {
        initiator
                .execute(LUN, Cdb.persistentReserveOut(REGISTER, 0), Cdb.reserveOutList(0, key), 0)
                .expectGood();
    }

    private static ScsiResult reserveOut(RawInitiator initiator, int action, int type, long key) throws IOException {
        return initiator.execute(LUN, Cdb.persistentReserveOut(action, type), Cdb.reserveOutList(key, 0), 0);
    }

    private static int counter(byte[] blocks, int block) {
        return ByteBuffer.wrap(blocks).getInt(block * BLOCK);
    }
}
