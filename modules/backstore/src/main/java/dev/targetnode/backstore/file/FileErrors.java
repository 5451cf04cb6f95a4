package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.Errno;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;

/** The one place where a system error becomes the outcome of an operation. */
final class FileErrors {
    private FileErrors() {}

    static Failed outcome(StoreSettings settings, FileOperation.Kind kind, int errno) {
        boolean nothingThere = kind == FileOperation.Kind.READ && errno == Errno.ENODATA;
        String text = nothingThere ? settings.nothingRead() : Errno.text(errno);
        return new Failed(error(kind, errno), verb(kind) + " " + settings.filename() + " failed: " + text);
    }

    private static BackstoreError error(FileOperation.Kind kind, int errno) {
        return switch (errno) {
            case Errno.ENOSPC, Errno.EDQUOT -> BackstoreError.NO_SPACE;
            case Errno.EROFS, Errno.EPERM, Errno.EACCES -> BackstoreError.READ_ONLY;
            case Errno.EBADF, Errno.ENXIO, Errno.ENODEV, Errno.ESHUTDOWN, Errno.ESTALE, Errno.ENOMEDIUM ->
                BackstoreError.NOT_READY;
            case Errno.EOPNOTSUPP, Errno.ENOSYS -> BackstoreError.UNSUPPORTED;
            case Errno.EINVAL, Errno.EFBIG -> BackstoreError.INTERNAL;
            default -> kind == FileOperation.Kind.READ ? BackstoreError.READ : BackstoreError.WRITE;
        };
    }

    private static String verb(FileOperation.Kind kind) {
        return switch (kind) {
            case READ -> "reading";
            case WRITE -> "writing";
            case FLUSH -> "flushing";
            case PUNCH_HOLE -> "giving back a range of";
            case ZERO_RANGE -> "zeroing a range of";
        };
    }
}
