package dev.targetnode.backstore.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An open descriptor and the calls that prepare it; each may block. Whoever opened it closes it once, when nothing uses
 * the descriptor any more: its number is given to another file at once.
 */
public final class OpenFile {
    private static final byte[] EMPTY_PATH = {0};
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    /** struct statfs of 64-bit Linux, whose first word is the file system's magic number. */
    private static final int STATFS_BYTES = 120;

    private static final long EXT4_MAGIC = 0xEF53;

    private final int fd;

    private OpenFile(int fd) {
        this.fd = fd;
    }

    /**
     * Opens a path, relative ones from the working directory of the process.
     *
     * @param flags O_ flags; O_CLOEXEC is added
     * @param mode permissions of a file that is created, before umask
     */
    public static OpenFile open(String path, int flags, int mode) throws PosixException {
        byte[] name = name(path);
        int fd;
        do {
            fd = Posix.open(name, flags | Posix.O_CLOEXEC, mode);
        } while (fd < 0 && Posix.errno() == Errno.EINTR);
        check(fd);
        return new OpenFile(fd);
    }

    /** What a path leads to, without opening it. */
    public static FileStat stat(String path) throws PosixException {
        byte[] result = new byte[FileStat.BYTES];
        check(Posix.statx(Posix.AT_FDCWD, name(path), 0, Posix.STATX_BASIC_STATS, result));
        return FileStat.decode(result);
    }

    /** Makes the entry of a new file in its directory durable. */
    public static void syncDirectoryOf(String path) throws PosixException {
        int slash = path.lastIndexOf('/');
        String directory = slash < 0 ? "." : path.substring(0, slash + 1);
        OpenFile opened = open(directory, Posix.O_RDONLY, 0);
        try {
            opened.sync();
        } finally {
            opened.close();
        }
    }

    /** The descriptor's number. */
    public int fd() {
        return fd;
    }

    /** Type, size and alignment. */
    public FileStat stat() throws PosixException {
        byte[] result = new byte[FileStat.BYTES];
        int mask = Posix.STATX_BASIC_STATS | Posix.STATX_DIOALIGN;
        check(Posix.statx(fd, EMPTY_PATH, Posix.AT_EMPTY_PATH, mask, result));
        return FileStat.decode(result);
    }

    /** Where the file or block device ends, in bytes. */
    public long end() throws PosixException {
        return check(Posix.lseek(fd, 0, SEEK_END));
    }

    /** Makes the file this long; a longer one gets a hole at its end. */
    public void truncate(long bytes) throws PosixException {
        check(Posix.ftruncate(fd, bytes));
    }

    /**
     * Takes a lock that ends with the descriptor.
     *
     * @param exclusive against all others, or only against exclusive ones
     * @return false where another open of the same file holds one against it
     */
    public boolean tryLock(boolean exclusive) throws PosixException {
        int kind = exclusive ? Posix.LOCK_EX : Posix.LOCK_SH;
        if (Posix.flock(fd, kind | Posix.LOCK_NB) == 0) {
            return true;
        }
        int errno = Posix.errno();
        if (errno == Errno.EAGAIN) {
            return false;
        }
        throw new PosixException(errno);
    }

    /** Opens an existing file for nothing but advice and reading. */
    public static OpenFile openToRead(String path) throws PosixException {
        return open(path, Posix.O_RDONLY, 0);
    }

    /** Reads will jump about: the system reads just the pages that are asked for. */
    public void adviseRandom() {
        Posix.posix_fadvise(fd, 0, 0, Posix.POSIX_FADV_RANDOM);
    }

    /** Has a range brought into the page cache; the system takes only a little of it a call. */
    public void adviseNeeded(long offsetBytes, long lengthBytes) {
        Posix.posix_fadvise(fd, offsetBytes, lengthBytes, Posix.POSIX_FADV_WILLNEED);
    }

    /**
     * Where the next data is, or the next hole, at or behind an offset within the file; -1 where only a hole follows. On a
     * file system that cannot tell all is data, and the hole is at the end. Moves the file offset, which nothing uses.
     */
    public long seek(long offsetBytes, boolean data) throws PosixException {
        long found = Posix.lseek(fd, offsetBytes, data ? SEEK_DATA : SEEK_HOLE);
        if (found >= 0) {
            return found;
        }
        int errno = Posix.errno();
        if (errno == Errno.ENXIO) {
            return -1;
        }
        if (errno == Errno.EINVAL || errno == Errno.EOPNOTSUPP) {
            return data ? offsetBytes : Long.MAX_VALUE;
        }
        throw new PosixException(errno);
    }

    /** Writes back what is dirty in a range, waits for it and drops the range from the page cache. */
    public void dropCached(long offsetBytes, long lengthBytes) throws PosixException {
        check(Posix.sync_file_range(fd, offsetBytes, lengthBytes, Posix.SYNC_FILE_RANGE_WRITE_AND_WAIT));
        Posix.posix_fadvise(fd, offsetBytes, lengthBytes, Posix.POSIX_FADV_DONTNEED);
    }

    /** True on ext2, ext3 and ext4. */
    public boolean onExt4() throws PosixException {
        byte[] result = new byte[STATFS_BYTES];
        check(Posix.fstatfs(fd, result));
        return ByteBuffer.wrap(result).order(ByteOrder.nativeOrder()).getLong(0) == EXT4_MAGIC;
    }

    /** Makes contents and metadata durable. */
    public void sync() throws PosixException {
        check(Posix.fsync(fd));
    }

    /** Gives the descriptor back; an error of the last write-back is lost, so flush before. */
    public void close() {
        Posix.close(fd);
    }

    private static byte[] name(String path) {
        return (path + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private static long check(long result) throws PosixException {
        if (result < 0) {
            throw new PosixException(Posix.errno());
        }
        return result;
    }
}
