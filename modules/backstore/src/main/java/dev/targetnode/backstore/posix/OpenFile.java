package dev.targetnode.backstore.posix;

import java.nio.charset.StandardCharsets;

/**
 * An open descriptor and the calls that prepare it; each may block. Whoever opened it closes it once, when nothing uses
 * the descriptor any more: its number is given to another file at once.
 */
public final class OpenFile {
    private static final byte[] EMPTY_PATH = {0};
    private static final int SEEK_END = 2;

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
