package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A session that works on its own LUN, or its own part of one, in a thread of its own while a test misbehaves
 * elsewhere: it writes, reads back and compares, one command at a time. {@link #stop} fails if anything went wrong.
 */
final class Neighbour implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int BLOCKS_PER_COMMAND = 8;
    private static final int SLOTS = 256;

    private final RawInitiator initiator;
    private final int lun;
    private final long firstLba;
    private final Thread thread = new Thread(this::work, "neighbour");
    private final AtomicLong commands = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private volatile boolean stopping;
    private volatile @Nullable Throwable failure;

    private Neighbour(RawInitiator initiator, int lun, long firstLba) {
        this.initiator = initiator;
        this.lun = lun;
        this.firstLba = firstLba;
    }

    /** Works on 1 MiB from {@code firstLba} on. */
    static Neighbour start(NodeProcess node, int lun, long firstLba) throws IOException {
        RawInitiator initiator = RawInitiator.login(
                node.port(), NodeBuilder.IQN, RawInitiator.Options.DEFAULT.named("iqn.2026-11.org.example:neighbour"));
        initiator.clearUnitAttentions(lun);
        Neighbour neighbour = new Neighbour(initiator, lun, firstLba);
        neighbour.thread.start();
        return neighbour;
    }

    /** Commands ended so far. */
    long commands() {
        return commands.get();
    }

    /** The longest a command took so far, in milliseconds; starts anew from here. */
    long takeSlowestMillis() {
        return slowestNanos.getAndSet(0) / 1_000_000;
    }

    /** Ends the work and the session; fails the test if a command failed or brought wrong data. */
    void stop() {
        stopping = true;
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted", e);
        }
        Throwable problem = failure;
        if (problem != null) {
            fail("the neighbour session was disturbed after " + commands + " commands", problem);
        }
        assertTrue(!thread.isAlive(), "the neighbour's last command hangs");
        assertTrue(commands() > 0, "the neighbour never got a command through");
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        initiator.close();
    }

    // ThreadSafety of the initiator: only this thread uses it from start to stop.
    private void work() {
        Random random = new Random(firstLba);
        byte[] block = new byte[BLOCK * BLOCKS_PER_COMMAND];
        try {
            while (!stopping) {
                random.nextBytes(block);
                long lba = firstLba + (long) random.nextInt(SLOTS) * BLOCKS_PER_COMMAND;
                timed(() -> initiator
                        .execute(lun, Cdb.write16(lba, BLOCKS_PER_COMMAND), block, 0)
                        .expectGood());
                timed(() -> {
                    byte[] back = initiator.read(lun, lba, BLOCKS_PER_COMMAND, BLOCK);
                    if (!Arrays.equals(block, back)) {
                        throw new AssertionError("wrong data at LBA " + lba);
                    }
                });
            }
            initiator.logout();
        } catch (IOException | RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private interface Command {
        void run() throws IOException;
    }

    private void timed(Command command) throws IOException {
        long start = System.nanoTime();
        command.run();
        long took = System.nanoTime() - start;
        slowestNanos.accumulateAndGet(took, Math::max);
        commands.incrementAndGet();
    }
}
