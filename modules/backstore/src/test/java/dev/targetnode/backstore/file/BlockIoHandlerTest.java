package dev.targetnode.backstore.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.backstore.BlockDeviceTest;
import dev.targetnode.backstore.LoopDevice;
import dev.targetnode.backstore.TestLoop;
import dev.targetnode.backstore.posix.OpenFile;
import dev.targetnode.backstore.posix.Posix;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.BackstoreHandler.AttributeProblem;
import dev.targetnode.core.backstore.BackstoreOpenException;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import dev.targetnode.core.backstore.BackstoreTopology.Rotation;
import dev.targetnode.core.backstore.DeviceSpec;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.loop.Transport;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

@BlockDeviceTest
@Timeout(60)
class BlockIoHandlerTest {
    private static final int MIB = 1 << 20;

    private final BlockIoHandler handler = new BlockIoHandler(Duration.ZERO);
    private final TestLoop loop = new TestLoop(Transport.EPOLL);
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
    void isWhatTheDeviceIs() throws Exception {
        for (int sector : new int[] {512, 4096}) {
            try (LoopDevice device = LoopDevice.over(image, 8 * MIB, sector)) {
                Backstore store = open(device, "");
                assertEquals(8 * MIB, store.geometry().sizeBytes());
                assertEquals(sector, store.geometry().blockBytes());
                int physical = number(device, "physical_block_size");
                assertEquals(physical, sector << store.geometry().physicalBlockExponent());
                assertEquals(
                        Math.max(sector, number(device, "discard_granularity")),
                        store.geometry().unmapGranularityBytes());
                assertEquals(number(device, "minimum_io_size"), store.topology().minimumTransferBytes());
                assertEquals(number(device, "optimal_io_size"), store.topology().optimalTransferBytes());
                assertEquals(
                        number(device, "rotational") == 1 ? Rotation.ROTATING : Rotation.SOLID_STATE,
                        store.topology().rotation());
                assertTrue(store.topology().physicalBlocksKnown());
                close(store);
            }
        }
    }

    @Test
    void takesSingleBlocksOfFiveHundredTwelveBytesPastThePageCache() throws Exception {
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB, 512)) {
            Backstore store = open(device, "");
            ByteBuf data = loop.lend(512).writeZero(512).setByte(7, 0x5A);
            assertDone(run(done -> store.write(512, List.of(data), Durability.THROUGH, done)));
            ByteBuf back = loop.lend(512);
            assertDone(run(done -> store.read(512, back, 0, 512, done)));
            assertEquals(0x5A, back.getByte(7));
            close(store);
            assertEquals(0x5A, Files.readAllBytes(image)[512 + 7], "it has reached the file below");
        }
    }

    @Test
    void mayHaveLargerBlocksThanTheDeviceAndNoSmallerOnes() throws Exception {
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB + 512, 512)) {
            Backstore store = open(device, "blocksize = 4096");
            assertEquals(4096, store.geometry().blockBytes());
            assertEquals(8 * MIB, store.geometry().sizeBytes(), "whole blocks");
            close(store);
        }
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB, 4096)) {
            assertEquals(
                    "block device " + device.path() + " has logical blocks of 4096 bytes; blocksize cannot be less",
                    refusal(handler, device, "blocksize = 512"));
        }
    }

    @Test
    void servesABeginningOfTheDeviceButNoMoreThanItHas() throws Exception {
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB, 512)) {
            Backstore store = open(device, "size = 4 MiB");
            assertEquals(4 * MIB, store.geometry().sizeBytes());
            close(store);
            assertEquals(
                    "block device " + device.path() + " has 8388608 bytes, less than the size of 16777216",
                    refusal(handler, device, "size = 16 MiB"));
        }
    }

    @Test
    void givesBackTheSpaceThatIsUnmapped() throws Exception {
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB, 512)) {
            Backstore store = open(device, "");
            ByteBuf data = loop.lend(MIB).writeZero(MIB);
            data.setByte(0, 1);
            assertDone(run(done -> store.write(0, List.of(data), Durability.THROUGH, done)));
            long before = allocated();
            assertDone(run(done -> store.unmap(0, MIB, done)));
            assertDone(run(store::flush));
            assertTrue(allocated() <= before - MIB / 512, () -> before + " blocks before");
            close(store);
        }
    }

    @Test
    void isFullyProvisionedWhereItIsToldTo() throws Exception {
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB, 512)) {
            Backstore store = open(device, "thin_provisioned = 0, lb_per_pb_exp = 0");
            assertFalse(store.geometry().thin());
            assertEquals(0, store.geometry().physicalBlockExponent());
            close(store);
        }
    }

    @Test
    void servesAWriteProtectedDeviceReadOnly() throws Exception {
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB, 512, "--read-only")) {
            Backstore store = open(device, "");
            assertTrue(store.geometry().readOnly());
            assertFalse(store.geometry().thin());
            ByteBuf data = loop.lend(512).writeZero(512);
            BackstoreOutcome outcome = run(done -> store.write(0, List.of(data), Durability.WRITE_CACHE, done));
            assertEquals(
                    BackstoreError.READ_ONLY,
                    assertInstanceOf(Failed.class, outcome).error());
            close(store);
        }
    }

    @Test
    void refusesADeviceThatIsInUseAndNamesIt() throws Exception {
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB, 512)) {
            OpenFile claimed = OpenFile.open(device.path(), Posix.O_RDONLY | Posix.O_EXCL, 0); // as a mount does
            try {
                String held = "block device " + device.path() + " is in use on this machine: mounted, swap, part of"
                        + " RAID, LVM or another device, or served already (lsblk shows by what; exclusive = false"
                        + " serves it all the same)";
                assertEquals(held, refusal(handler, device, ""));
                assertEquals(held, refusal(handler, device, "read_only = true"));
                close(open(device, "exclusive = false"));
                String asFile = refusal(new FileIoHandler(Duration.ZERO), device, "");
                assertTrue(asFile.startsWith("file " + device.path() + " is in use on this machine"), asFile);
            } finally {
                claimed.close();
            }
            close(open(device, ""));
        }
    }

    @Test
    void waitsForADeviceThatSomebodyIsAboutToGiveBack() throws Exception {
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB, 512)) {
            OpenFile claimed = OpenFile.open(device.path(), Posix.O_RDONLY | Posix.O_EXCL, 0);
            CompletableFuture<Backstore> opening = new BlockIoHandler(Duration.ofSeconds(30))
                    .open(spec(device, ""), loop.context())
                    .toCompletableFuture();
            loop.netty().schedule(claimed::close, 200, TimeUnit.MILLISECONDS);
            close(opening.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void letsNoTwoNodesServeOneDeviceEvenWithoutTheClaim() throws Exception {
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB, 512)) {
            Backstore store = open(device, "exclusive = false");
            assertEquals(
                    "block device " + device.path() + " is in use by another device or another node (it is locked)",
                    refusal(handler, device, "exclusive = false"));
            close(store);
        }
    }

    @Test
    void refusesWhatIsNoBlockDevice() throws Exception {
        Files.write(image, new byte[MIB]);
        assertEquals(
                "block device " + image + " is a file, which handler vdisk_fileio serves",
                refusal(handler, "filename = \"" + image + "\""));
        assertEquals("block device /dev/null is not a block device", refusal(handler, "filename = /dev/null"));
        assertEquals("block device /dev is a directory", refusal(handler, "filename = /dev"));
        assertEquals("block device /dev/nowhere does not exist", refusal(handler, "filename = /dev/nowhere"));
    }

    @Test
    void fileioTakesADeviceThroughThePageCache() throws Exception {
        try (LoopDevice device = LoopDevice.over(image, 8 * MIB, 4096)) {
            Backstore store = new FileIoHandler()
                    .open(spec(device, ""), loop.context())
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertEquals(8 * MIB, store.geometry().sizeBytes());
            ByteBuf data = loop.lend(512).writeBytes("cached, 512 of 4096".getBytes(StandardCharsets.US_ASCII));
            data.writeZero(512 - data.readableBytes());
            assertDone(run(done -> store.write(512, List.of(data), Durability.THROUGH, done)));
            byte[] stored = new byte[6];
            System.arraycopy(Files.readAllBytes(image), 512, stored, 0, stored.length);
            assertArrayEquals("cached".getBytes(StandardCharsets.US_ASCII), stored);
            assertDone(run(done -> store.unmap(0, 4096, done)));
            close(store);
        }
    }

    @Test
    void findsEveryWrongAttribute() {
        assertProblem("filename", "is required", "blocksize = 512");
        assertProblem("blocksize", "must be a power of two from 512 to 65536", "filename = a, blocksize = 1000");
        assertProblem("o_direct", "is not an attribute of this handler", "filename = a, o_direct = 1");
        assertProblem("exclusive", "must be true or false (1 or 0)", "filename = a, exclusive = perhaps");
        assertProblem("nv_cache", "contradicts read_only", "filename = a, read_only = 1, nv_cache = 1");
    }

    private void assertProblem(String attribute, String reason, String attributes) {
        DeviceSpec device = new DeviceSpec("disk", BlockIoHandler.NAME, ConfigFactory.parseString(attributes));
        assertEquals(List.of(new AttributeProblem(attribute, reason)), handler.check(device));
    }

    private static int number(LoopDevice device, String name) throws IOException {
        String loopName = String.valueOf(Path.of(device.path()).getFileName());
        return Integer.parseInt(
                Files.readString(Path.of("/sys/block", loopName, "queue", name)).strip());
    }

    /** 512-byte blocks of the file below. */
    private long allocated() throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", image.toString()).start();
        return Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
    }

    private interface Operation {
        void start(BackstoreCallback done);
    }

    private BackstoreOutcome run(Operation operation) throws Exception {
        CompletableFuture<BackstoreOutcome> ended = new CompletableFuture<>();
        loop.netty().execute(() -> operation.start(ended::complete));
        return ended.get(20, TimeUnit.SECONDS);
    }

    private static void assertDone(BackstoreOutcome outcome) {
        assertEquals(BackstoreOutcome.DONE, outcome);
    }

    private static DeviceSpec spec(LoopDevice device, String attributes) {
        return new DeviceSpec(
                "disk",
                BlockIoHandler.NAME,
                ConfigFactory.parseString("filename = \"" + device.path() + "\", " + attributes));
    }

    private Backstore open(LoopDevice device, String attributes) throws Exception {
        return handler.open(spec(device, attributes), loop.context())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private void close(Backstore store) throws Exception {
        loop.call(store::close).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private String refusal(BackstoreHandler by, LoopDevice device, String attributes) {
        return refusal(by, "filename = \"" + device.path() + "\", " + attributes);
    }

    private String refusal(BackstoreHandler by, String attributes) {
        DeviceSpec spec = new DeviceSpec("disk", by.name(), ConfigFactory.parseString(attributes));
        ExecutionException failed = assertThrows(
                ExecutionException.class,
                () -> by.open(spec, loop.context()).toCompletableFuture().get(20, TimeUnit.SECONDS));
        return String.valueOf(assertInstanceOf(BackstoreOpenException.class, failed.getCause())
                .getMessage());
    }
}
