package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.BlockQueue;
import dev.targetnode.backstore.posix.Errno;
import dev.targetnode.backstore.posix.FileStat;
import dev.targetnode.backstore.posix.OpenFile;
import dev.targetnode.backstore.posix.Posix;
import dev.targetnode.backstore.posix.PosixException;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreOpenException;
import dev.targetnode.core.backstore.BackstoreTopology;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Opens, creates, locks and sizes the file of a device, on a thread that may wait. */
final class FilePreparation {
    /** A new image may be read and written by the node's own user: a disk holds everything its initiators store. */
    private static final int NEW_FILE_MODE = 0600;

    /** Said after the name of what somebody else has locked. */
    static final String LOCKED = "is in use by another device or another node (it is locked)";

    private final FileSettings settings;

    private FilePreparation(FileSettings settings) {
        this.settings = settings;
    }

    /**
     * Prepares the file.
     *
     * @throws BackstoreOpenException with one sentence that names the file and the reason
     * @throws HeldException where somebody else has it open, with such a sentence too
     */
    static PreparedFile prepare(FileSettings settings) throws BackstoreOpenException, HeldException {
        return new FilePreparation(settings).prepare();
    }

    private PreparedFile prepare() throws BackstoreOpenException, HeldException {
        OpenFile file = open();
        try {
            PreparedFile prepared = prepare(file);
            return prepared;
        } catch (PosixException failed) {
            file.close();
            throw refused("cannot be prepared: " + failed.getMessage(), failed);
        } catch (BackstoreOpenException | HeldException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    private OpenFile open() throws BackstoreOpenException, HeldException {
        boolean device = isBlockDevice();
        try {
            // what is mounted would be destroyed by writes that go past its file system
            return OpenFile.open(settings.filename(), device ? flags() | Posix.O_EXCL : flags(), 0);
        } catch (PosixException failed) {
            if (device && failed.errno() == Errno.EBUSY) {
                throw new HeldException(settings.who() + " " + BlockPreparation.HELD);
            }
            if (failed.errno() == Errno.ENOENT) {
                return create(failed);
            }
            throw cannotOpen(failed);
        }
    }

    /** Refuses what is neither that nor a file: opening a pipe would wait for its other end. */
    private boolean isBlockDevice() throws BackstoreOpenException {
        FileStat stat;
        try {
            stat = OpenFile.stat(settings.filename());
        } catch (PosixException unknown) {
            return false; // opening tells the reason
        }
        return switch (stat.type()) {
            case REGULAR -> false;
            case BLOCK_DEVICE -> true;
            case DIRECTORY -> throw refused("is a directory", null);
            case OTHER -> throw refused("is neither a regular file nor a block device", null);
        };
    }

    private int flags() {
        int access = settings.readOnly() ? Posix.O_RDONLY : Posix.O_RDWR;
        return settings.direct() ? access | Posix.directFlag() : access;
    }

    private OpenFile create(PosixException missing) throws BackstoreOpenException {
        if (settings.readOnly()) {
            throw refused("does not exist, and read_only allows no new one", missing);
        }
        if (settings.sizeBytes() == 0) {
            throw refused("does not exist, and without size none is created", missing);
        }
        try {
            OpenFile file = OpenFile.open(settings.filename(), flags() | Posix.O_CREAT, NEW_FILE_MODE);
            OpenFile.syncDirectoryOf(settings.filename());
            return file;
        } catch (PosixException failed) {
            String reason = failed.errno() == Errno.ENOENT
                    ? "cannot be created: its directory does not exist"
                    : "cannot be created: " + failed.getMessage()
                            + Permissions.hint(settings.filename(), failed.errno());
            throw refused(reason, failed);
        }
    }

    private PreparedFile prepare(OpenFile file) throws PosixException, BackstoreOpenException, HeldException {
        FileStat stat = file.stat();
        lock(file);
        long size = size(file, stat);
        DirectAlignment alignment = settings.direct() ? DirectAlignment.of(stat) : DirectAlignment.NONE;
        if (settings.blockBytes() < alignment.offset()) {
            throw refused("needs a blocksize of at least " + alignment.offset() + " for o_direct", null);
        }
        BackstoreGeometry geometry = new BackstoreGeometry(
                size,
                settings.blockBytes(),
                settings.physicalBlockExponent(),
                settings.readOnly(),
                granularity(file, stat),
                FileBackstore.IN_FLIGHT_MAX);
        return new PreparedFile(file, geometry, BackstoreTopology.UNKNOWN, readsCached(file), alignment);
    }

    private void lock(OpenFile file) throws PosixException, HeldException {
        if (!file.tryLock(!settings.readOnly())) {
            throw new HeldException(settings.who() + " " + LOCKED);
        }
    }

    private long size(OpenFile file, FileStat stat) throws PosixException, BackstoreOpenException {
        long own = file.end();
        long asked = settings.sizeBytes();
        if (asked == 0) {
            long served = own - own % settings.blockBytes();
            if (served == 0) {
                throw refused("holds no whole block of " + settings.blockBytes() + " bytes; give a size", null);
            }
            return served;
        }
        if (asked < own) {
            throw refused("has " + own + " bytes, more than the size of " + asked + "; it is never cut", null);
        }
        if (asked > own) {
            if (settings.readOnly() || stat.type() == FileStat.Type.BLOCK_DEVICE) {
                throw refused("has " + own + " bytes, less than the size of " + asked, null);
            }
            file.truncate(asked);
            file.sync();
        }
        return asked;
    }

    private int granularity(OpenFile file, FileStat stat) throws BackstoreOpenException {
        Boolean wanted = settings.thin();
        if (settings.readOnly() || Boolean.FALSE.equals(wanted)) {
            return 0;
        }
        if (stat.type() == FileStat.Type.BLOCK_DEVICE) {
            return BlockPreparation.granularity(settings.who(), BlockQueue.of(stat), wanted, settings.blockBytes());
        }
        if (!canPunch(file, stat)) {
            if (Boolean.TRUE.equals(wanted)) {
                throw refused("lies on a file system that cannot give space back; leave out thin_provisioned", null);
            }
            return 0;
        }
        return Math.max(settings.blockBytes(), Integer.highestOneBit(Math.max(1, stat.blockBytes())));
    }

    /** Punches behind the end of the file, where there is nothing: the answer is whether it can be done at all. */
    private static boolean canPunch(OpenFile file, FileStat stat) {
        long block = Math.max(1, stat.blockBytes());
        long behind = (stat.sizeBytes() / block + 2) * block;
        int mode = Posix.FALLOC_FL_PUNCH_HOLE | Posix.FALLOC_FL_KEEP_SIZE;
        return Posix.fallocate(file.fd(), mode, Math.max(behind, block), block) == 0;
    }

    /** A file system that does not know RWF_NOWAIT refuses it whatever it is asked. */
    static boolean readsCached(OpenFile file) {
        IoVector vector = new IoVector();
        ByteBuffer memory = ByteBuffer.allocateDirect(2 * PROBE_BYTES).alignedSlice(PROBE_BYTES);
        vector.add(Posix.address(memory), PROBE_BYTES);
        long read = Posix.preadv2(file.fd(), vector.address(), 1, 0, Posix.RWF_NOWAIT);
        return read >= 0 || Posix.errno() == Errno.EAGAIN;
    }

    private static final int PROBE_BYTES = 4096;

    private BackstoreOpenException cannotOpen(PosixException failed) {
        if (failed.errno() == Errno.EINVAL && settings.direct()) {
            return refused("cannot be opened with o_direct: its file system does not offer it", failed);
        }
        String hint = Permissions.hint(settings.filename(), failed.errno());
        return refused("cannot be opened: " + failed.getMessage() + hint, failed);
    }

    private BackstoreOpenException refused(String reason, @Nullable Throwable cause) {
        String message = settings.who() + " " + reason;
        return cause == null ? new BackstoreOpenException(message) : new BackstoreOpenException(message, cause);
    }
}
