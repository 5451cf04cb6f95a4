package dev.targetnode.backstore.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What sysfs says of the request queue of a block device, or of the disk that a partition lies on. Lengths are in bytes;
 * what is not said, where there is no sysfs for instance, is 0.
 *
 * @param discardMaxBytes the most that one request gives back, 0 where the device cannot
 * @param discardGranularityBytes what is given back at least
 * @param discardAlignmentBytes where the first whole granule begins
 * @param writeZeroesMaxBytes the most that one request zeroes without data being sent, 0 where the device cannot
 * @param rotational 1 for a medium that turns, 0 for one that does not, -1 for unknown
 */
public record BlockQueue(
        long discardMaxBytes,
        long discardGranularityBytes,
        long discardAlignmentBytes,
        long writeZeroesMaxBytes,
        int rotational) {

    private static final Path DEVICES = Path.of("/sys/dev/block");

    /** Reads the queue of the device that a path has led to; may block. */
    public static BlockQueue of(FileStat device) {
        return read(DEVICES.resolve(device.deviceMajor() + ":" + device.deviceMinor()));
    }

    static BlockQueue read(Path entry) {
        Path device;
        try {
            device = entry.toRealPath(); // of a partition, the parent of its real place is the disk
        } catch (IOException none) {
            return new BlockQueue(0, 0, 0, 0, -1);
        }
        Path own = device.resolve("queue");
        Path queue = Files.isDirectory(own) ? own : device.resolveSibling("queue");
        return new BlockQueue(
                number(queue.resolve("discard_max_bytes"), 0),
                number(queue.resolve("discard_granularity"), 0),
                number(device.resolve("discard_alignment"), 0),
                number(queue.resolve("write_zeroes_max_bytes"), 0),
                (int) number(queue.resolve("rotational"), -1));
    }

    private static long number(Path file, long otherwise) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException notSaid) {
            return otherwise;
        }
    }
}
