package dev.targetnode.backstore.posix;

import java.io.IOException;

/** A call of the system failed; the message is the system's own text. */
public final class PosixException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    PosixException(int errno) {
        super(Errno.text(errno));
        this.errno = errno;
    }

    /** One of {@link Errno}. */
    public int errno() {
        return errno;
    }
}
