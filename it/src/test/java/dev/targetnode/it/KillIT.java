package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL in the middle of writes, again and again, then a check of every block: what was acknowledged as durable (FUA,
 * a device with write_through, an acknowledged SYNCHRONIZE CACHE after the write) is there, and no block holds what
 * nobody wrote there. {@code -Dkill9.rounds=N} for another count.
 */
final class KillIT {
    private static final int BLOCKS_PER_RECORD = DiskRecord.BYTES / 512;
    private static final int SLOTS = 512;
    private static final int DEPTH = 8;
    private static final int WRITES_PER_SYNC = 24;

    private enum Mode {
        FUA(0),
        SYNCHRONIZE_CACHE(0),
        WRITE_THROUGH(1);

        final int lun;

        Mode(int lun) {
            this.lun = lun;
        }
    }

    /** What is known of a LUN: per slot the last number sent, and the last known to be durable. */
    private static final class Ledger {
        final long[] sent = new long[SLOTS];
        final long[] durable = new long[SLOTS];
    }

    @TempDir
    Path directory = Path.of("");

    private final Ledger[] ledgers = {new Ledger(), new Ledger()};
    private long acknowledged;

    @Test
    @Timeout(value = 10, unit = TimeUnit.HOURS) // as long as the rounds that are asked for
    void keepsWhatWasAcknowledgedAsDurable() throws Exception {
        int rounds = Integer.getInteger("kill9.rounds", 20);
        Random random = Seeds.random("KillIT");
        NodeBuilder builder =
                NodeBuilder.in(directory).fileLun(0, "cached", 64, "").fileLun(1, "through", 64, "write_through = 1");
        NodeProcess node = builder.start();
        try {
            for (int round = 0; round < rounds; round++) {
                Mode mode = Mode.values()[round % Mode.values().length];
                writeUntilKilled(node, mode, random);
                node = builder.start();
                verify(node, round);
            }
            System.out.println(
                    "KillIT: " + rounds + " rounds, " + acknowledged + " durable writes acknowledged, none lost");
            node.stop();
        } finally {
            node.close();
        }
    }

    private void writeUntilKilled(NodeProcess node, Mode mode, Random random) throws Exception {
        Duration life = Duration.ofMillis(30 + random.nextInt(500));
        Random slots = new Random(random.nextLong());
        long before = acknowledged;
        try (RawInitiator initiator = RawInitiator.login(node)) {
            initiator.clearUnitAttentions(mode.lun);
            Thread killer = new Thread(() -> {
                Await.pause(life);
                node.kill();
            });
            killer.start();
            try {
                while (true) {
                    batch(initiator, mode, slots);
                }
            } catch (IOException expected) {
                killer.join();
            }
        }
        System.out.println("KillIT: " + mode + ", killed after " + life.toMillis() + " ms and "
                + (acknowledged - before) + " durable writes");
    }

    /** Writes with several in flight, no two of them to one slot; what becomes durable is noted as it is acknowledged. */
    private void batch(RawInitiator initiator, Mode mode, Random random) throws IOException {
        Ledger ledger = ledgers[mode.lun];
        Map<Integer, Integer> inFlight = new LinkedHashMap<>();
        Set<Integer> written = new HashSet<>();
        for (int i = 0; i < WRITES_PER_SYNC; i++) {
            int slot = random.nextInt(SLOTS);
            if (!written.add(slot)) {
                continue;
            }
            long number = ++ledger.sent[slot];
            long lba = (long) slot * BLOCKS_PER_RECORD;
            byte[] cdb =
                    mode == Mode.FUA ? Cdb.write16Fua(lba, BLOCKS_PER_RECORD) : Cdb.write16(lba, BLOCKS_PER_RECORD);
            inFlight.put(initiator.submit(mode.lun, cdb, DiskRecord.of(slot, number), 0), slot);
            if (inFlight.size() == DEPTH) {
                settleOldest(initiator, mode, inFlight);
            }
        }
        while (!inFlight.isEmpty()) {
            settleOldest(initiator, mode, inFlight);
        }
        if (mode == Mode.SYNCHRONIZE_CACHE) {
            initiator
                    .execute(mode.lun, Cdb.synchronizeCache10(), new byte[0], 0)
                    .expectGood();
            written.forEach(slot -> durable(ledger, slot));
        }
    }

    private void settleOldest(RawInitiator initiator, Mode mode, Map<Integer, Integer> inFlight) throws IOException {
        int tag = inFlight.keySet().iterator().next();
        initiator.await(tag).expectGood();
        int slot = inFlight.getOrDefault(tag, 0);
        inFlight.remove(tag);
        if (mode != Mode.SYNCHRONIZE_CACHE) {
            durable(ledgers[mode.lun], slot);
        }
    }

    private void durable(Ledger ledger, int slot) {
        ledger.durable[slot] = ledger.sent[slot];
        acknowledged++;
    }

    private void verify(NodeProcess node, int round) throws IOException {
        try (RawInitiator initiator = RawInitiator.login(node)) {
            for (int lun = 0; lun < ledgers.length; lun++) {
                initiator.clearUnitAttentions(lun);
                Ledger ledger = ledgers[lun];
                for (int slot = 0; slot < SLOTS; slot++) {
                    byte[] bytes = initiator.read(lun, (long) slot * BLOCKS_PER_RECORD, BLOCKS_PER_RECORD, 512);
                    check(
                            ledger,
                            slot,
                            DiskRecord.number(slot, bytes),
                            "round " + round + " LUN " + lun + " slot " + slot);
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
        // what is there now was read from the file and survives the next round's kill as well
        ledger.durable[slot] = number;
        ledger.sent[slot] = Math.max(number, ledger.sent[slot]);
    }
}
