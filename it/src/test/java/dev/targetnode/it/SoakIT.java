package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mixed load for {@code -Dsoak.seconds}: sessions that verify what they write, beside sessions that come, abort, reset
 * their LUN, and go without a word. Memory is flat from the first third on, and the ledger is zero at the end.
 */
final class SoakIT {
    private static final int VERIFIED = 0;
    private static final int CHAOS = 1;
    private static final int SAMPLES_PER_THIRD = 5;
    private static final double GROWTH_MAX = 1.25;
    private static final long HEAP_SLACK = 16L << 20;
    private static final long DIRECT_SLACK = 32L << 20;

    private record Sample(long heap, long direct, long resident) {}

    @TempDir
    Path directory = Path.of("");

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong aborts = new AtomicLong();

    @Test
    @Timeout(value = 10, unit = TimeUnit.HOURS) // as long as is asked for
    void staysFlatUnderConnectsDropsAndAborts() throws Exception {
        int seconds = Integer.getInteger("soak.seconds", 20);
        Random random = Seeds.random("SoakIT");
        try (NodeProcess node = NodeBuilder.in(directory)
                .jvm(NodeProcess.TRACK_MEMORY, "-Xmx256m")
                .fileLun(VERIFIED, "verified", 64, "")
                .fileLun(CHAOS, "chaos", 64, "")
                .start()) {
            List<Neighbour> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(Neighbour.start(node, VERIFIED, 16_384L * i));
            }
            List<Thread> chaos = new ArrayList<>();
            List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 2; i++) {
                Random own = new Random(random.nextLong());
                Thread thread = new Thread(() -> misbehave(node, own, failures));
                thread.start();
                chaos.add(thread);
            }
            List<Sample> samples = sample(node, Duration.ofSeconds(seconds));
            stopping.set(true);
            for (Thread thread : chaos) {
                thread.join(60_000);
            }
            for (Neighbour worker : workers) {
                worker.stop();
            }
            System.out.println(
                    "SoakIT: " + seconds + " s, " + sessions + " sessions, " + aborts + " aborts and resets, "
                            + workers.stream().mapToLong(Neighbour::commands).sum() + " verified commands");
            if (!failures.isEmpty()) {
                AssertionError failed = new AssertionError("a session failed in a way it should not");
                failures.forEach(failed::addSuppressed);
                throw failed;
            }
            assertTrue(sessions.get() > seconds, "hardly a session came and went");
            assertFlat("live heap", samples, Sample::heap, HEAP_SLACK);
            assertFlat("direct memory", samples, Sample::direct, DIRECT_SLACK);
            node.stop();
        }
    }

    private static List<Sample> sample(NodeProcess node, Duration length) {
        List<Sample> samples = new ArrayList<>();
        Duration step = length.dividedBy(3 * SAMPLES_PER_THIRD);
        long start = System.nanoTime();
        for (int i = 1; i <= 3 * SAMPLES_PER_THIRD; i++) {
            long left = start + step.multipliedBy(i).toNanos() - System.nanoTime();
            Await.pause(Duration.ofNanos(Math.max(0, left)));
            Sample sample = new Sample(node.liveHeapBytes(), node.directBytes(), node.residentBytes());
            System.out.printf(
                    "SoakIT: %4d s  live heap %6d KiB  direct %6d KiB  resident %7d KiB%n",
                    (System.nanoTime() - start) / 1_000_000_000,
                    sample.heap() / 1024,
                    sample.direct() / 1024,
                    sample.resident() / 1024);
            samples.add(sample);
        }
        return samples;
    }

    /** The median of the last third against that of the second; the first is for pools and the JIT to fill. */
    private static void assertFlat(String what, List<Sample> samples, ToLongFunction<Sample> figure, long slack) {
        long middle = median(samples.subList(SAMPLES_PER_THIRD, 2 * SAMPLES_PER_THIRD), figure);
        long end = median(samples.subList(2 * SAMPLES_PER_THIRD, 3 * SAMPLES_PER_THIRD), figure);
        System.out.println("SoakIT: " + what + " " + middle / 1024 + " KiB, later " + end / 1024 + " KiB");
        assertTrue(end <= middle * GROWTH_MAX + slack, () -> what + " grew from " + middle + " to " + end + " bytes");
    }

    private static long median(List<Sample> samples, ToLongFunction<Sample> figure) {
        return samples.stream().mapToLong(figure).sorted().toArray()[samples.size() / 2];
    }

    private void misbehave(NodeProcess node, Random random, List<Throwable> failures) {
        while (!stopping.get() && failures.isEmpty()) {
            try (RawInitiator initiator = RawInitiator.login(node)) {
                sessions.incrementAndGet();
                initiator.clearUnitAttentions(CHAOS);
                oneSession(initiator, random);
            } catch (IOException | RuntimeException | AssertionError e) {
                failures.add(e);
            }
        }
    }

    private void oneSession(RawInitiator initiator, Random random) throws IOException {
        List<Integer> tags = new ArrayList<>();
        int commands = 1 + random.nextInt(16);
        for (int i = 0; i < commands && initiator.windowLeft() > 0; i++) {
            int blocks = 1 + random.nextInt(512);
            long lba = random.nextInt(100_000);
            tags.add(
                    random.nextBoolean()
                            ? initiator.submit(CHAOS, Cdb.read16(lba, blocks), new byte[0], 512 * blocks)
                            : initiator.submit(CHAOS, Cdb.write16(lba, blocks), new byte[512 * blocks], 0));
        }
        switch (random.nextInt(5)) {
            case 0 -> initiator.socket().reset();
            case 1 -> initiator.close();
            case 2 -> {
                int tag = tags.get(random.nextInt(tags.size()));
                int response = initiator.taskManagement(RawInitiator.ABORT_TASK, CHAOS, tag);
                aborts.incrementAndGet();
                // it may have ended before the abort came (RFC 7143 11.6.1)
                assertTrue(
                        response == RawInitiator.FUNCTION_COMPLETE || response == RawInitiator.TASK_DOES_NOT_EXIST,
                        () -> "ABORT TASK was answered with " + response);
                initiator.logout();
            }
            case 3 -> {
                initiator.taskManagement(RawInitiator.LOGICAL_UNIT_RESET, CHAOS, Pdu.RESERVED_TAG);
                aborts.incrementAndGet();
                initiator.logout();
            }
            default -> {
                // the other session's reset may have ended some of them; what is left is ended by the logout
                initiator.ping(new byte[64]);
                initiator.logout();
            }
        }
    }
}
