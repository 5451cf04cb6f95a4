package dev.targetnode.backstore.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockQueueTest {
    @TempDir
    private Path sysfs = Path.of("");

    @Test
    void aPartitionHasTheQueueOfItsDiskAndAnAlignmentOfItsOwn() throws IOException {
        Path disk = Files.createDirectories(sysfs.resolve("devices/sda"));
        say(disk, "queue/discard_max_bytes", "2147450880");
        say(disk, "queue/discard_granularity", "1048576");
        say(disk, "queue/write_zeroes_max_bytes", "33553920");
        say(disk, "queue/rotational", "0");
        say(disk, "discard_alignment", "0");
        Path partition = Files.createDirectories(disk.resolve("sda1"));
        say(partition, "discard_alignment", "512");
        Path link = Files.createSymbolicLink(sysfs.resolve("8:1"), partition);
        assertEquals(new BlockQueue(2_147_450_880L, 1 << 20, 512, 33_553_920, 0), BlockQueue.read(link));
        assertEquals(new BlockQueue(2_147_450_880L, 1 << 20, 0, 33_553_920, 0), BlockQueue.read(disk));
    }

    @Test
    void whatIsNotSaidIsNotClaimed() throws IOException {
        assertEquals(new BlockQueue(0, 0, 0, 0, -1), BlockQueue.read(sysfs.resolve("8:0")));
        Path disk = Files.createDirectories(sysfs.resolve("sdb"));
        say(disk, "queue/discard_max_bytes", "much");
        assertEquals(new BlockQueue(0, 0, 0, 0, -1), BlockQueue.read(disk));
    }

    private static void say(Path device, String name, String value) throws IOException {
        Path file = device.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value + "\n");
    }
}
