package dev.targetnode.backstore.faulty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.backstore.BackstoreHandlers;
import dev.targetnode.backstore.TestLoop;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.BackstoreHandler.AttributeProblem;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.backstore.DeviceSpec;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.loop.Transport;
import io.netty.buffer.ByteBuf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FaultyBackstoreTest {
    private static final int BLOCKS = 16;
    private static final int BYTES = BLOCKS * 512;

    private final BackstoreHandler handler =
            BackstoreHandlers.named("vdisk_fileio").orElseThrow();
    private final TestLoop loop = new TestLoop(Transport.NIO);
    private Path image;

    @BeforeEach
    void chooseImage(@TempDir Path directory) {
        image = directory.resolve("disk.img");
    }

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    @Test
    void delaysEachOperation() throws Exception {
        Backstore store = open("slow = 80 ms");
        long begin = System.nanoTime();
        assertEquals(BackstoreOutcome.DONE, run(store::flush).get(10, TimeUnit.SECONDS));
        assertTrue(System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(80));
    }

    @Test
    void failsEveryNthOperationOfAKind() throws Exception {
        Backstore store = open("error = [write], every = 3");
        List<Boolean> failed = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            failed.add(write(store, 1).get(10, TimeUnit.SECONDS) instanceof Failed);
            assertEquals(BackstoreOutcome.DONE, run(store::flush).get(10, TimeUnit.SECONDS));
        }
        assertEquals(List.of(false, false, true, false, false, true), failed);
    }

    @Test
    void failsTheSameOperationsForTheSameSeed() throws Exception {
        String first = failures("error = read, error-rate = 0.5, seed = 7");
        assertEquals(first, failures("error = read, error-rate = 0.5, seed = 7"));
        assertNotEquals(first, failures("error = read, error-rate = 0.5, seed = 8"));
    }

    private String failures(String fault) throws Exception {
        Backstore store = open(fault);
        StringBuilder pattern = new StringBuilder();
        ByteBuf data = loop.lend(512);
        for (int i = 0; i < 64; i++) {
            BackstoreOutcome outcome =
                    run(done -> store.read(0, data, 0, 512, done)).get(10, TimeUnit.SECONDS);
            pattern.append(outcome instanceof Failed ? 'x' : '.');
        }
        close(store);
        return pattern.toString();
    }

    @Test
    void tearsAWriteBetweenBlocksAndReportsIt() throws Exception {
        Backstore store = open("torn = [write], seed = 3");
        BackstoreOutcome outcome = write(store, 0x55).get(10, TimeUnit.SECONDS);
        assertTrue(outcome instanceof Failed, outcome.toString());
        assertEquals(BackstoreError.WRITE, ((Failed) outcome).error());
        byte[] stored = Files.readAllBytes(image);
        int written = 0;
        while (stored[written] == 0x55) {
            written++;
        }
        assertEquals(0, written % 512);
        assertTrue(written > 0 && written < BYTES, "this seed tears in the middle: " + written);
        byte[] rest = Arrays.copyOfRange(stored, written, stored.length);
        assertEquals(-1, Arrays.mismatch(rest, new byte[rest.length]), "behind the tear nothing changed");
    }

    @Test
    void holdsStuckOperationsAndDoesThemLateWhenTheyAreLetGo() throws Exception {
        Backstore store = open("stuck = [write], stuck-for = 300 ms");
        CompletableFuture<BackstoreOutcome> write = write(store, 9);
        assertEquals(BackstoreOutcome.DONE, run(store::flush).get(10, TimeUnit.SECONDS));
        assertFalse(write.isDone());
        assertEquals(0, Files.readAllBytes(image)[0]);
        CompletableFuture<Void> closed = loop.call(store::close).toCompletableFuture();
        assertEquals(BackstoreOutcome.DONE, write.get(10, TimeUnit.SECONDS));
        assertEquals(9, Files.readAllBytes(image)[0]);
        closed.get(10, TimeUnit.SECONDS);
    }

    @Test
    void closingFailsWhatIsStuckForEver() throws Exception {
        Backstore store = open("stuck = [write, flush]");
        CompletableFuture<BackstoreOutcome> write = write(store, 9);
        CompletableFuture<BackstoreOutcome> flush = run(store::flush);
        CompletableFuture<Void> closed = loop.call(store::close).toCompletableFuture();
        assertEquals(BackstoreError.NOT_READY, ((Failed) write.get(10, TimeUnit.SECONDS)).error());
        assertEquals(BackstoreError.NOT_READY, ((Failed) flush.get(10, TimeUnit.SECONDS)).error());
        closed.get(10, TimeUnit.SECONDS);
        assertEquals(0, Files.readAllBytes(image)[0]);
    }

    @Test
    void findsEveryWrongSetting() {
        assertProblem("fault.sow", "is not an attribute of this handler", "sow = 1 s");
        assertProblem("fault.slow", "must not be negative", "slow = -1 s");
        assertProblem("fault.every", "must be between 1 and 2147483647", "every = 0");
        assertProblem("fault.error-rate", "must be between 0 and 1", "error-rate = 2");
        assertProblem("fault.torn", "knows [write, write-zeroes] and not \"read\"", "torn = [read]");
        assertEquals(
                List.of(new AttributeProblem("fault", "must be an object, such as { slow = 50 ms }")),
                handler.check(device("filename = a, fault = 3")));
    }

    private void assertProblem(String attribute, String reason, String fault) {
        assertEquals(
                List.of(new AttributeProblem(attribute, reason)),
                handler.check(device("filename = a, fault { " + fault + " }")));
    }

    private CompletableFuture<BackstoreOutcome> write(Backstore store, int value) {
        byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, (byte) value);
        ByteBuf data = loop.lend(BYTES).writeBytes(bytes);
        return run(done -> store.write(0, List.of(data), Durability.WRITE_CACHE, done));
    }

    private CompletableFuture<BackstoreOutcome> run(Consumer<BackstoreCallback> operation) {
        CompletableFuture<BackstoreOutcome> ended = new CompletableFuture<>();
        loop.netty().execute(() -> operation.accept(ended::complete));
        return ended;
    }

    private Backstore open(String fault) throws Exception {
        DeviceSpec device = device("filename = \"" + image + "\", size = " + BYTES + ", fault { " + fault + " }");
        return handler.open(device, loop.context()).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void close(Backstore store) throws Exception {
        loop.call(store::close).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static DeviceSpec device(String attributes) {
        return new DeviceSpec("disk", "vdisk_fileio", ConfigFactory.parseString(attributes));
    }
}
