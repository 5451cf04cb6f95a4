package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL in the middle of a mixed load on a file and on a block device at once, again and again, then a check of every
 * block: what was acknowledged as durable (FUA, a device with write_through, an acknowledged SYNCHRONIZE CACHE after the
 * write) is there, and no block holds what nobody wrote there. {@code -Dkill9.rounds=N} for another count.
 */
final class KillIT {
    private static final int BLOCKS_PER_RECORD = DiskRecord.BYTES / 512;
    private static final int MEBIBYTES = 16;
    private static final int SLOTS = 512;
    private static final int DEPTH = 8;
    private static final int COMMANDS_PER_BATCH = 32;

    private enum Mode {
        FUA(false),
        SYNCHRONIZE_CACHE(false),
        WRITE_THROUGH(true);

        final boolean writeThrough;

        Mode(boolean writeThrough) {
            this.writeThrough = writeThrough;
        }
    }

    private enum Kind {
        FILE,
        BLOCK_DEVICE;

        /** The LUN for a mode: each kind has one with write_through and one without. */
        int lun(Mode mode) {
            return (this == FILE ? 0 : 2) + (mode.writeThrough ? 1 : 0);
        }
    }

    /**
     * What is known of a LUN: per slot the last number given out, the last that was sent and not found to be lost, and the
     * last known to be durable. One thread at a time.
     */
    private static final class Ledger {
        private final long[] given = new long[SLOTS];
        final long[] sent = new long[SLOTS];
        final long[] durable = new long[SLOTS];
        long acknowledged;
        long verified;

        byte[] next(int slot) {
            sent[slot] = ++given[slot];
            return DiskRecord.of(slot, sent[slot]);
        }

        void durable(int slot) {
            durable[slot] = sent[slot];
            acknowledged++;
        }
    }

    /** A command on its way: a write of a slot, or a read of one that nobody writes meanwhile. */
    private record Sent(int slot, boolean write) {}

    @TempDir
    Path directory = Path.of("");

    private final List<Ledger> ledgers = List.of(new Ledger(), new Ledger(), new Ledger(), new Ledger());

    @Test
    @Timeout(value = 10, unit = TimeUnit.HOURS) // as long as the rounds that are asked for
    void keepsWhatWasAcknowledgedAsDurable() throws Exception {
        int rounds = Integer.getInteger("kill9.rounds", 20);
        Random random = Seeds.random("KillIT");
        try (LoopDevice cached = LoopDevice.make(directory, "cached", MEBIBYTES, 512);
                LoopDevice through = LoopDevice.make(directory, "through", MEBIBYTES, 512)) {
            NodeBuilder builder = NodeBuilder.in(directory)
                    .fileLun(0, "file", MEBIBYTES, "")
                    .fileLun(1, "file-through", MEBIBYTES, "write_through = 1")
                    .lun(2, "block", blockDevice(cached))
                    .lun(3, "block-through", blockDevice(through) + ", write_through = 1");
            NodeProcess node = builder.start();
            try {
                for (int round = 0; round < rounds; round++) {
                    Mode mode = Mode.values()[round % Mode.values().length];
                    loadUntilKilled(node, mode, random);
                    node = builder.start();
                    verify(node, round);
                }
                System.out.println("KillIT: " + rounds + " rounds; " + figures(Kind.FILE) + "; "
                        + figures(Kind.BLOCK_DEVICE) + "; none lost");
                node.stop();
            } finally {
                node.close();
            }
        }
    }

    private static String blockDevice(LoopDevice loop) {
        return "handler = vdisk_blockio, filename = \"" + loop.path() + "\"";
    }

    private String figures(Kind kind) {
        Ledger cached = ledgers.get(kind.lun(Mode.FUA));
        Ledger through = ledgers.get(kind.lun(Mode.WRITE_THROUGH));
        return kind + ": " + (cached.acknowledged + through.acknowledged) + " durable writes acknowledged, "
                + (cached.verified + through.verified) + " reads verified under load";
    }

    private void loadUntilKilled(NodeProcess node, Mode mode, Random random) throws Exception {
        Duration life = Duration.ofMillis(30 + random.nextInt(500));
        ExecutorService threads = Executors.newFixedThreadPool(Kind.values().length);
        try {
            CountDownLatch ready = new CountDownLatch(Kind.values().length);
            List<Future<?>> loads = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                Random own = new Random(random.nextLong());
                loads.add(threads.submit(() -> load(node, kind.lun(mode), mode, own, ready)));
            }
            assertTrue(ready.await(60, TimeUnit.SECONDS), "the load does not begin");
            Await.pause(life);
            node.kill();
            for (Future<?> load : loads) {
                load.get(60, TimeUnit.SECONDS);
            }
        } finally {
            node.kill();
            threads.shutdownNow();
        }
    }

    /** Goes on until the node is gone. */
    private @Nullable Void load(NodeProcess node, int lun, Mode mode, Random random, CountDownLatch ready)
            throws IOException {
        try (RawInitiator initiator = RawInitiator.login(node)) {
            initiator.clearUnitAttentions(lun);
            ready.countDown();
            try {
                while (true) {
                    batch(initiator, lun, mode, random);
                }
            } catch (IOException expected) {
                return null;
            }
        }
    }

    /**
     * Reads, and writes of both commands, with several in flight and no two of them on one slot; what becomes durable is noted
     * as it is acknowledged.
     */
    private void batch(RawInitiator initiator, int lun, Mode mode, Random random) throws IOException {
        Ledger ledger = ledgers.get(lun);
        Map<Integer, Sent> inFlight = new LinkedHashMap<>();
        Set<Integer> touched = new HashSet<>();
        Set<Integer> written = new HashSet<>();
        for (int i = 0; i < COMMANDS_PER_BATCH; i++) {
            int slot = random.nextInt(SLOTS);
            if (!touched.add(slot)) {
                continue;
            }
            long lba = (long) slot * BLOCKS_PER_RECORD;
            if (random.nextInt(4) == 0) {
                int tag = initiator.submit(lun, Cdb.read16(lba, BLOCKS_PER_RECORD), new byte[0], DiskRecord.BYTES);
                inFlight.put(tag, new Sent(slot, false));
            } else {
                byte[] data = ledger.next(slot);
                inFlight.put(initiator.submit(lun, write(mode, lba, random), data, 0), new Sent(slot, true));
                written.add(slot);
            }
            if (inFlight.size() == DEPTH) {
                settleOldest(initiator, ledger, mode, inFlight);
            }
        }
        while (!inFlight.isEmpty()) {
            settleOldest(initiator, ledger, mode, inFlight);
        }
        if (mode == Mode.SYNCHRONIZE_CACHE) {
            initiator.execute(lun, Cdb.synchronizeCache10(), new byte[0], 0).expectGood();
            written.forEach(ledger::durable);
        }
    }

    private static byte[] write(Mode mode, long lba, Random random) {
        if (mode == Mode.FUA) {
            return Cdb.write16Fua(lba, BLOCKS_PER_RECORD);
        }
        return random.nextInt(4) == 0
                ? Cdb.writeAndVerify16(lba, BLOCKS_PER_RECORD)
                : Cdb.write16(lba, BLOCKS_PER_RECORD);
    }

    private static void settleOldest(RawInitiator initiator, Ledger ledger, Mode mode, Map<Integer, Sent> inFlight)
            throws IOException {
        Map.Entry<Integer, Sent> oldest = inFlight.entrySet().iterator().next();
        ScsiResult result = initiator.await(oldest.getKey()).expectGood();
        int slot = oldest.getValue().slot();
        if (!oldest.getValue().write()) {
            OptionalLong found = DiskRecord.number(slot, result.data());
            assertTrue(
                    found.isPresent() && found.getAsLong() == ledger.sent[slot],
                    () -> "under load slot " + slot + " reads " + found + ", written was " + ledger.sent[slot]);
            ledger.verified++;
        } else if (mode != Mode.SYNCHRONIZE_CACHE) {
            ledger.durable(slot);
        }
        inFlight.remove(oldest.getKey());
    }

    private void verify(NodeProcess node, int round) throws IOException {
        try (RawInitiator initiator = RawInitiator.login(node)) {
            for (int lun = 0; lun < ledgers.size(); lun++) {
                initiator.clearUnitAttentions(lun);
                Ledger ledger = ledgers.get(lun);
                for (int slot = 0; slot < SLOTS; slot++) {
                    byte[] bytes = initiator.read(lun, (long) slot * BLOCKS_PER_RECORD, BLOCKS_PER_RECORD, 512);
                    String where = "round " + round + " LUN " + lun + " slot " + slot;
                    check(ledger, slot, DiskRecord.number(slot, bytes), where);
                    if (DiskRecord.number(slot, bytes).isEmpty()) {
                        rewrite(initiator, lun, ledger, slot);
                    }
                }
            }
            initiator.logout();
        }
    }

    private static void check(Ledger ledger, int slot, OptionalLong found, String where) {
        if (found.isEmpty()) {
            // a write that was never acknowledged may be there in part
            if (ledger.sent[slot] == ledger.durable[slot]) {
                fail(where + " is torn, and nothing was in flight there");
            }
            return;
        }
        long number = found.getAsLong();
        assertTrue(
                number >= ledger.durable[slot] && number <= ledger.sent[slot],
                () -> where + " holds write " + number + ", durable was " + ledger.durable[slot] + ", sent "
                        + ledger.sent[slot]);
        // what is there now was read from the store and survives the next round's kill as well
        ledger.durable[slot] = number;
        ledger.sent[slot] = number;
    }

    /** Ends what an unacknowledged write has left in part, so that the next round knows what it reads. */
    private static void rewrite(RawInitiator initiator, int lun, Ledger ledger, int slot) throws IOException {
        byte[] data = ledger.next(slot);
        initiator
                .execute(lun, Cdb.write16Fua((long) slot * BLOCKS_PER_RECORD, BLOCKS_PER_RECORD), data, 0)
                .expectGood();
        ledger.durable[slot] = ledger.sent[slot];
    }
}
