package dev.targetnode.backstore.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.backstore.TestLoop;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreHandler.AttributeProblem;
import dev.targetnode.core.backstore.BackstoreOpenException;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.backstore.DeviceSpec;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.loop.Transport;
import io.netty.buffer.ByteBuf;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FileIoHandlerTest {
    private static final int MIB = 1 << 20;

    private final FileIoHandler handler = new FileIoHandler(Duration.ZERO);
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
    void createsAMissingFileSparseForItsOwnerOnly() throws Exception {
        Backstore store = open("size = 64 MiB");
        assertEquals(64 * MIB, store.geometry().sizeBytes());
        assertEquals(64 * MIB, Files.size(image));
        assertEquals(0L, allocated());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(image)));
        close(store);
    }

    @Test
    void takesTheSizeOfAnExistingFileDownToWholeBlocks() throws Exception {
        Files.write(image, new byte[10_000]);
        Backstore store = open("");
        assertEquals(9728, store.geometry().sizeBytes());
        close(store);
        store = open("blocksize = 4096");
        assertEquals(8192, store.geometry().sizeBytes());
        assertEquals(0, store.geometry().physicalBlockExponent());
        close(store);
        assertEquals(10_000, Files.size(image), "nothing was cut");
    }

    @Test
    void growsToALargerSizeAndKeepsWhatIsThere() throws Exception {
        Files.write(image, new byte[] {7, 7, 7});
        close(open("size = 1 MiB"));
        assertEquals(MIB, Files.size(image));
        assertEquals(7, Files.readAllBytes(image)[2]);
    }

    @Test
    void neverCutsAFile() throws Exception {
        Files.write(image, new byte[2 * MIB]);
        assertRefused(
                "size = 1 MiB", "file " + image + " has 2097152 bytes, more than the size of 1048576; it is never cut");
    }

    @Test
    void namesWhatIsWrongWithTheFile() throws Exception {
        assertRefused("", "file " + image + " does not exist, and without size none is created");
        assertRefused(
                "size = 1 MiB, read_only = 1", "file " + image + " does not exist, and read_only allows no new one");
        Files.write(image, new byte[100]);
        assertRefused("", "file " + image + " holds no whole block of 512 bytes; give a size");
        Files.delete(image);
        Files.createDirectory(image);
        assertRefused("size = 1 MiB", "file " + image + " is a directory");
        Path below = image.resolve("no/disk");
        assertEquals(
                "file " + below + " cannot be created: its directory does not exist",
                refusal("filename = \"" + below + "\", size = 1 MiB"));
        assertEquals("file /dev/null is neither a regular file nor a block device", refusal("filename = /dev/null"));
    }

    @Test
    void refusesAFileThatAnotherDeviceWrites() throws Exception {
        Backstore store = open("size = 1 MiB");
        String locked = "file " + image + " is in use by another device or another node (it is locked)";
        assertRefused("", locked);
        assertRefused("read_only = true", locked);
        close(store);
        close(open(""));
    }

    @Test
    void waitsForAFileThatSomebodyIsAboutToGiveBack() throws Exception {
        Backstore store = open("size = 1 MiB");
        CompletableFuture<Backstore> opening = new FileIoHandler(Duration.ofSeconds(20))
                .open(device("filename = \"" + image + "\""), loop.context())
                .toCompletableFuture();
        loop.netty().schedule(store::close, 200, TimeUnit.MILLISECONDS);
        close(opening.get(10, TimeUnit.SECONDS));
    }

    @Test
    void sharesAFileAmongReaders() throws Exception {
        Files.write(image, new byte[MIB]);
        Backstore one = open("read_only = true");
        Backstore two = open("read_only = true");
        assertTrue(two.geometry().readOnly());
        ByteBuf data = loop.lend(512).writeZero(512);
        assertError(BackstoreError.READ_ONLY, write(one, data));
        close(one);
        close(two);
    }

    @Test
    void tellsThatTheFileHasBecomeShorter() throws Exception {
        Backstore store = open("size = 1 MiB");
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            channel.truncate(4096);
        }
        ByteBuf data = loop.lend(8192);
        CompletableFuture<BackstoreOutcome> read = new CompletableFuture<>();
        loop.netty().execute(() -> store.read(0, data, 0, 8192, read::complete));
        Failed failed = assertError(BackstoreError.READ, read.get(10, TimeUnit.SECONDS));
        assertEquals("reading " + image + " failed: the file has become shorter than the device", failed.reason());
        close(store);
    }

    @Test
    void findsEveryWrongAttribute() {
        assertProblem("filename", "is required", "size = 1 MiB");
        assertProblem("blocksize", "must be a power of two from 512 to 65536", "filename = a, blocksize = 1000");
        assertProblem("blocksize", "must be a power of two from 512 to 65536", "filename = a, blocksize = 256");
        assertProblem("size", "must be a multiple of blocksize, 512", "filename = a, size = 1000");
        assertProblem("size", "must be positive", "filename = a, size = 0");
        assertProblem("size_mb", "must not be given together with size", "filename = a, size = 1 MiB, size_mb = 1");
        assertProblem("read_only", "must be 0 or 1, not \"perhaps\"", "filename = a, read_only = perhaps");
        assertProblem("write_through", "contradicts read_only", "filename = a, read_only = 1, write_through = 1");
        assertProblem("nv_cache", "contradicts read_only", "filename = a, read_only = 1, nv_cache = 1");
        assertProblem("filenam", "is not an attribute of this handler", "filename = a, filenam = b");
        assertProblem("usn", "must be at most 20 characters, not 21", "filename = a, usn = \"123456789012345678901\"");
        assertProblem(
                "opt_trans_len",
                "must be a number from 0 to 33554432 and a multiple of 512, not \"1073741824\"",
                "filename = a, opt_trans_len = 1073741824");
        assertProblem("file-engine", "must be auto, ring or pool", "filename = a, file-engine = fast");
        assertEquals(2, handler.check(device("blocksize = 3")).size(), "all are told at once");
        String wrongType =
                handler.check(device("filename = a, blocksize = [1]")).get(0).reason();
        assertTrue(wrongType.startsWith("has the wrong type or unit"), wrongType);
    }

    @Test
    void acceptsWhatScstAccepts() {
        assertEquals(
                List.of(),
                handler.check(device("filename = /a/b, blocksize = 4096, nv_cache = 1, o_direct = 0, rotational = 0,"
                        + " thin_provisioned = 1, t10_dev_id = abc, naa_id = \"0x5000c50000000001\", size_mb = 100,"
                        + " lb_per_pb_exp = 1, removable = 0, tst = 1")));
    }

    @Test
    void isThinOnlyWhereItMayBe() throws Exception {
        Backstore store = open("size = 1 MiB, thin_provisioned = 0");
        assertFalse(store.geometry().thin());
        assertEquals(3, store.geometry().physicalBlockExponent());
        close(store);
        store = open("thin_provisioned = 1, lb_per_pb_exp = 0");
        assertTrue(store.geometry().thin());
        assertEquals(0, store.geometry().physicalBlockExponent());
        close(store);
    }

    @Test
    void givesBackTheSpaceThatIsUnmapped() throws Exception {
        Backstore store = open("size = 1 MiB");
        ByteBuf data = loop.lend(MIB).writeZero(MIB);
        assertEquals(BackstoreOutcome.DONE, write(store, data));
        CompletableFuture<BackstoreOutcome> ended = new CompletableFuture<>();
        loop.netty().execute(() -> store.flush(flushed -> store.unmap(0, MIB, ended::complete)));
        assertEquals(BackstoreOutcome.DONE, ended.get(10, TimeUnit.SECONDS));
        assertEquals(0L, allocated());
        close(store);
    }

    private long allocated() throws Exception {
        Process du = new ProcessBuilder("stat", "-c", "%b", image.toString()).start();
        return Long.parseLong(new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim());
    }

    private BackstoreOutcome write(Backstore store, ByteBuf data) throws Exception {
        CompletableFuture<BackstoreOutcome> ended = new CompletableFuture<>();
        loop.netty().execute(() -> store.write(0, List.of(data), Durability.WRITE_CACHE, ended::complete));
        return ended.get(10, TimeUnit.SECONDS);
    }

    private static Failed assertError(BackstoreError error, BackstoreOutcome outcome) {
        assertTrue(outcome instanceof Failed, outcome.toString());
        assertEquals(error, ((Failed) outcome).error());
        return (Failed) outcome;
    }

    private void assertProblem(String attribute, String reason, String attributes) {
        assertEquals(List.of(new AttributeProblem(attribute, reason)), handler.check(device(attributes)));
    }

    private void assertRefused(String attributes, String message) {
        assertEquals(message, refusal("filename = \"" + image + "\", " + attributes));
    }

    private String refusal(String attributes) {
        ExecutionException failed = assertThrows(
                ExecutionException.class,
                () -> handler.open(device(attributes), loop.context())
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS));
        BackstoreOpenException refused = assertInstanceOf(BackstoreOpenException.class, failed.getCause());
        return String.valueOf(refused.getMessage());
    }

    private Backstore open(String attributes) throws Exception {
        DeviceSpec device = device("filename = \"" + image + "\", " + attributes);
        return handler.open(device, loop.context()).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void close(Backstore store) throws Exception {
        loop.call(store::close).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static DeviceSpec device(String attributes) {
        return new DeviceSpec("disk", FileIoHandler.NAME, ConfigFactory.parseString(attributes));
    }
}
