package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SYNCHRONIZE CACHE and FUA reach the disk: seen in the system calls, and in what the kernel still has to write. */
final class DurabilityIT {
    private static final int BLOCK = 512;
    private static final int BLOCKS = 64;
    /** A call that makes data durable and has succeeded; a write counts only if it is one that waits for the disk. */
    private static final Pattern DURABLE_CALL =
            Pattern.compile("(?m)^.*(?:(?:fdatasync|fsync)(?:\\(| resumed)|pwritev2\\(.*RWF_D?SYNC).*= \\d+$");

    @TempDir
    Path directory = Path.of("");

    @Test
    void callsTheKernelToMakeDataDurableExactlyWhenAskedTo() throws IOException {
        Path trace = directory.resolve("strace.out");
        // -D: the JVM keeps the process id that it was started with, so that signals reach it and not strace
        List<String> strace = List.of(
                Tool.STRACE.path().toString(),
                "-D",
                "-f",
                "-qq",
                "-o",
                trace.toString(),
                "-e",
                "trace=fdatasync,fsync,pwritev2");
        try (NodeProcess node = NodeBuilder.in(directory)
                        .under(strace)
                        .fileLun(0, "cached", 16, "file-engine = pool")
                        .fileLun(1, "through", 16, "file-engine = pool, write_through = 1")
                        .start();
                RawInitiator initiator = RawInitiator.login(node)) {
            initiator.clearUnitAttentions(0);
            initiator.clearUnitAttentions(1);
            byte[] data = new byte[BLOCKS * BLOCK];
            data[0] = 1;

            long start = settledCalls(trace);
            for (int i = 0; i < 10; i++) {
                initiator
                        .execute(0, Cdb.write16((long) i * BLOCKS, BLOCKS), data, 0)
                        .expectGood();
            }
            assertEquals(start, settledCalls(trace), "a write into the cache waited for the disk");

            initiator.execute(0, Cdb.write16Fua(0, BLOCKS), data, 0).expectGood();
            assertTrue(settledCalls(trace) > start, "FUA made no call that waits for the disk");

            long afterFua = settledCalls(trace);
            initiator.execute(0, Cdb.synchronizeCache10(), new byte[0], 0).expectGood();
            assertTrue(settledCalls(trace) > afterFua, "SYNCHRONIZE CACHE made no call that waits for the disk");

            long afterSynchronize = settledCalls(trace);
            initiator.execute(1, Cdb.write16(0, BLOCKS), data, 0).expectGood();
            assertTrue(settledCalls(trace) > afterSynchronize, "write_through made no call that waits for the disk");
            initiator.logout();
            node.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool", "ring"})
    void leavesNothingInTheCacheOnceDurabilityIsAcknowledged(String engine) throws IOException {
        NodeBuilder builder = NodeBuilder.in(directory)
                .setting("loops.transport = " + (engine.equals("ring") ? "io_uring" : "auto"))
                .fileLun(0, "cached", 16, "file-engine = " + engine)
                .fileLun(1, "through", 16, "write_through = 1, file-engine = " + engine);
        try (NodeProcess node = builder.start();
                RawInitiator initiator = RawInitiator.login(node)) {
            initiator.clearUnitAttentions(0);
            initiator.clearUnitAttentions(1);
            byte[] data = new byte[BLOCKS * BLOCK];
            data[0] = 1;
            for (int i = 0; i < 20; i++) {
                long lba = (long) i * BLOCKS;
                initiator.execute(0, Cdb.write16Fua(lba, BLOCKS), data, 0).expectGood();
                assertWritten(builder.file("cached"), lba, "FUA");
                initiator.execute(1, Cdb.write16(lba, BLOCKS), data, 0).expectGood();
                assertWritten(builder.file("through"), lba, "write_through");
                initiator.execute(0, Cdb.write16(lba + 8192, BLOCKS), data, 0).expectGood();
                initiator.execute(0, Cdb.synchronizeCache10(), new byte[0], 0).expectGood();
                assertWritten(builder.file("cached"), lba + 8192, "SYNCHRONIZE CACHE");
            }
            initiator.logout();
            node.stop();
        }
    }

    private static void assertWritten(Path file, long lba, String what) {
        OptionalLong pages = PageCache.unwrittenPages(file, lba * BLOCK, (long) BLOCKS * BLOCK);
        // a kernel before 6.5 cannot tell; the system calls are checked all the same, in the other test
        assertEquals(0, pages.orElse(0), () -> what + " was acknowledged with pages still to be written");
    }

    /** strace writes its lines as the calls end; wait until it has nothing more to say. */
    private static long settledCalls(Path trace) {
        long[] last = {-1};
        Await.until(
                Duration.ofSeconds(10),
                () -> {
                    Await.pause(Duration.ofMillis(200));
                    long now = calls(trace);
                    boolean same = now == last[0];
                    last[0] = now;
                    return same;
                },
                () -> "strace settles");
        return last[0];
    }

    private static long calls(Path trace) {
        try {
            return DURABLE_CALL.matcher(Files.readString(trace)).results().count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
