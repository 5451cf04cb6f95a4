package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.Errno;
import dev.targetnode.backstore.posix.Posix;

/** Does operations with calls that wait, on the thread of the caller. */
final class BlockingFileIo {
    private BlockingFileIo() {}

    /**
     * Does all of the operation.
     *
     * @return an {@link Errno}, 0 when it is done
     */
    static int perform(int fd, FileOperation operation) {
        return switch (operation.kind()) {
            case READ, WRITE -> transferAll(fd, operation);
            case FLUSH -> repeat(() -> Posix.fdatasync(fd));
            case PUNCH_HOLE -> fallocate(fd, Posix.FALLOC_FL_PUNCH_HOLE | Posix.FALLOC_FL_KEEP_SIZE, operation);
            case ZERO_RANGE -> fallocate(fd, Posix.FALLOC_FL_ZERO_RANGE | Posix.FALLOC_FL_KEEP_SIZE, operation);
        };
    }

    /**
     * Reads as far as the page cache goes, without waiting.
     *
     * @return 0 when all has been read, EAGAIN when the rest would wait, EOPNOTSUPP where the file system cannot tell
     */
    static int readCached(int fd, FileOperation operation) {
        while (true) {
            IoVector vector = operation.vector();
            long bytes = Posix.preadv2(fd, vector.address(), vector.count(), operation.offset(), Posix.RWF_NOWAIT);
            if (bytes <= 0) {
                return bytes == 0 ? Errno.ENODATA : Posix.errno();
            }
            if (operation.advance(bytes)) {
                return Errno.NONE;
            }
        }
    }

    private static int transferAll(int fd, FileOperation operation) {
        if (operation.vector().bytesLeft() == 0) {
            return Errno.NONE;
        }
        while (true) {
            long bytes = transfer(fd, operation);
            if (bytes > 0) {
                if (operation.advance(bytes)) {
                    return Errno.NONE;
                }
                continue;
            }
            if (bytes == 0) {
                return emptyTransfer(operation.kind());
            }
            int errno = Posix.errno();
            if (errno != Errno.EINTR) {
                return errno;
            }
        }
    }

    private static long transfer(int fd, FileOperation operation) {
        IoVector vector = operation.vector();
        long offset = operation.offset();
        if (operation.kind() == FileOperation.Kind.READ) {
            return Posix.preadv2(fd, vector.address(), vector.count(), offset, 0);
        }
        return Posix.pwritev2(fd, vector.address(), vector.count(), offset, writeFlags(operation));
    }

    /** FUA of one write, which does not wait for others' bytes as fdatasync would. */
    static int writeFlags(FileOperation operation) {
        return operation.durable() ? Posix.RWF_DSYNC : 0;
    }

    /** A read that got nothing has met the end of a file that has become shorter; a write must not repeat for ever. */
    static int emptyTransfer(FileOperation.Kind kind) {
        return kind == FileOperation.Kind.READ ? Errno.ENODATA : Errno.EIO;
    }

    private static int fallocate(int fd, int mode, FileOperation operation) {
        return repeat(() -> Posix.fallocate(fd, mode, operation.offset(), operation.length()));
    }

    private static int repeat(Call call) {
        while (call.run() != 0) {
            int errno = Posix.errno();
            if (errno != Errno.EINTR) {
                return errno;
            }
        }
        return Errno.NONE;
    }

    @FunctionalInterface
    private interface Call {
        int run();
    }
}
