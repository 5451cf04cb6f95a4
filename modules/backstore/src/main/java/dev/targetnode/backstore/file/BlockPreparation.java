package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.BlockDevice;
import dev.targetnode.backstore.posix.BlockQueue;
import dev.targetnode.backstore.posix.Errno;
import dev.targetnode.backstore.posix.FileStat;
import dev.targetnode.backstore.posix.OpenFile;
import dev.targetnode.backstore.posix.Posix;
import dev.targetnode.backstore.posix.PosixException;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreOpenException;
import dev.targetnode.core.backstore.BackstoreTopology;
import dev.targetnode.core.backstore.BackstoreTopology.Rotation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens and claims the block device of a device and asks what it is, on a thread that may wait. */
final class BlockPreparation {
    /** Said after the name of a device that is claimed (EBUSY of an O_EXCL open). */
    static final String HELD =
            "is in use on this machine: mounted, swap, part of RAID, LVM or another device, or served already";

    private static final Logger LOG = LoggerFactory.getLogger(BlockPreparation.class);

    /** The most that READ CAPACITY (16) can tell. */
    private static final int EXPONENT_MAX = 15;

    private final BlockSettings settings;

    private BlockPreparation(BlockSettings settings) {
        this.settings = settings;
    }

    /**
     * Prepares the device.
     *
     * @throws BackstoreOpenException with one sentence that names the device and the reason
     * @throws HeldException where something else has claimed it, with such a sentence too
     */
    static PreparedFile prepare(BlockSettings settings) throws BackstoreOpenException, HeldException {
        return new BlockPreparation(settings).prepare();
    }

    /**
     * What UNMAP can give back at once, or 0. Only where zeros are read afterwards, which a device promises by being able
     * to write zeros without data: then the system gives a range back by it, and never by a plain discard.
     *
     * @param who what the device is called in a refusal
     * @param wanted what the configuration asks for, null for what the device can do
     */
    static int granularity(String who, BlockQueue queue, @Nullable Boolean wanted, int blockBytes)
            throws BackstoreOpenException {
        boolean discards = queue.discardMaxBytes() > 0;
        boolean able = discards && queue.writeZeroesMaxBytes() > 0;
        if (Boolean.FALSE.equals(wanted) || (wanted == null && !able)) {
            return 0;
        }
        if (!able) {
            throw new BackstoreOpenException(who + " "
                    + (discards ? "does not promise zeros where it gives space back" : "cannot give space back")
                    + "; leave out thin_provisioned");
        }
        return (int) Math.max(blockBytes, Math.min(queue.discardGranularityBytes(), Integer.MAX_VALUE / 2));
    }

    private PreparedFile prepare() throws BackstoreOpenException, HeldException {
        FileStat stat = blockDevice();
        OpenFile file = open();
        try {
            if (!file.tryLock(!settings.readOnly())) {
                throw new HeldException(settings.who() + " " + FilePreparation.LOCKED);
            }
            return prepare(file, BlockDevice.of(file), BlockQueue.of(stat));
        } catch (PosixException failed) {
            file.close();
            throw refused("cannot be prepared: " + failed.getMessage(), failed);
        } catch (BackstoreOpenException | HeldException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    private FileStat blockDevice() throws BackstoreOpenException {
        FileStat stat;
        try {
            stat = OpenFile.stat(settings.filename());
        } catch (PosixException failed) {
            throw failed.errno() == Errno.ENOENT ? refused("does not exist", failed) : cannotOpen(failed);
        }
        return switch (stat.type()) {
            case BLOCK_DEVICE -> stat;
            case REGULAR -> throw refused("is a file, which handler vdisk_fileio serves", null);
            case DIRECTORY -> throw refused("is a directory", null);
            case OTHER -> throw refused("is not a block device", null);
        };
    }

    private OpenFile open() throws BackstoreOpenException, HeldException {
        int flags = Posix.directFlag() | (settings.exclusive() ? Posix.O_EXCL : 0);
        try {
            return OpenFile.open(settings.filename(), flags | (settings.readOnly() ? Posix.O_RDONLY : Posix.O_RDWR), 0);
        } catch (PosixException failed) {
            switch (failed.errno()) {
                case Errno.EBUSY ->
                    throw new HeldException(settings.who() + " " + HELD
                            + " (lsblk shows by what; exclusive = false serves it all the same)");
                case Errno.EROFS, Errno.EACCES, Errno.EPERM -> {
                    return openReadOnly(flags, failed);
                }
                default -> throw cannotOpen(failed);
            }
        }
    }

    /** Some kernels refuse to open a write-protected device for writing; others only refuse the writes. */
    private OpenFile openReadOnly(int flags, PosixException refusal) throws BackstoreOpenException {
        OpenFile file;
        try {
            file = OpenFile.open(settings.filename(), flags | Posix.O_RDONLY, 0);
        } catch (PosixException alsoRefused) {
            throw cannotOpen(refusal);
        }
        try {
            if (BlockDevice.of(file).readOnly()) {
                return file;
            }
        } catch (PosixException unknown) {
            refusal.addSuppressed(unknown);
        }
        file.close();
        throw cannotOpen(refusal);
    }

    private PreparedFile prepare(OpenFile file, BlockDevice device, BlockQueue queue)
            throws PosixException, BackstoreOpenException {
        if (device.readOnly() && !settings.readOnly()) {
            LOG.warn("{} is write-protected by the system; it is served read-only", settings.who());
        }
        boolean readOnly = settings.readOnly() || device.readOnly();
        int blockBytes = blockBytes(device);
        int granularity = readOnly ? 0 : granularity(settings.who(), queue, settings.thin(), blockBytes);
        BackstoreGeometry geometry = new BackstoreGeometry(
                size(device, blockBytes),
                blockBytes,
                settings.physicalBlocks() ? exponent(device, blockBytes) : 0,
                readOnly,
                granularity,
                FileBackstore.IN_FLIGHT_MAX);
        return new PreparedFile(
                file,
                geometry,
                topology(device, queue),
                FilePreparation.readsCached(file),
                DirectAlignment.of(file.stat(), device.logicalBlockBytes()));
    }

    private int blockBytes(BlockDevice device) throws BackstoreOpenException {
        int own = device.logicalBlockBytes();
        if (settings.blockBytes() == 0) {
            return own;
        }
        if (settings.blockBytes() < own) {
            throw refused("has logical blocks of " + own + " bytes; blocksize cannot be less", null);
        }
        return settings.blockBytes();
    }

    private long size(BlockDevice device, int blockBytes) throws BackstoreOpenException {
        long own = device.sizeBytes() - device.sizeBytes() % blockBytes;
        long asked = settings.sizeBytes();
        if (own == 0) {
            throw refused(
                    "holds no block of " + blockBytes + " bytes: it has no medium, or nothing is set up on it", null);
        }
        if (asked > own) {
            throw refused("has " + own + " bytes, less than the size of " + asked, null);
        }
        if (asked % blockBytes != 0) {
            throw refused("has blocks of " + blockBytes + " bytes; a size of " + asked + " is no multiple", null);
        }
        return asked == 0 ? own : asked;
    }

    private static int exponent(BlockDevice device, int blockBytes) {
        int blocks = Math.max(1, device.physicalBlockBytes() / blockBytes);
        return Math.min(EXPONENT_MAX, Integer.numberOfTrailingZeros(Integer.highestOneBit(blocks)));
    }

    private BackstoreTopology topology(BlockDevice device, BlockQueue queue) {
        return new BackstoreTopology(
                settings.physicalBlocks(),
                Math.max(0, device.alignmentOffsetBytes()),
                Math.max(0, device.minimumTransferBytes()),
                Math.max(0, device.optimalTransferBytes()),
                (int) Math.min(queue.discardAlignmentBytes(), Integer.MAX_VALUE),
                queue.discardMaxBytes(),
                switch (queue.rotational()) {
                    case 0 -> Rotation.SOLID_STATE;
                    case 1 -> Rotation.ROTATING;
                    default -> Rotation.UNKNOWN;
                });
    }

    private BackstoreOpenException cannotOpen(PosixException failed) {
        String hint = Permissions.hint(settings.filename(), failed.errno());
        return refused("cannot be opened: " + failed.getMessage() + hint, failed);
    }

    private BackstoreOpenException refused(String reason, @Nullable Throwable cause) {
        String message = settings.who() + " " + reason;
        return cause == null ? new BackstoreOpenException(message) : new BackstoreOpenException(message, cause);
    }
}
