package dev.targetnode.backstore.posix;

/** Error numbers of Linux; those used here are the same on x86_64 and aarch64. */
public final class Errno {
    /** No error. */
    public static final int NONE = 0;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;
    public static final int ENOSYS = 38;
    public static final int ENODATA = 61;
    public static final int EOPNOTSUPP = 95;
    public static final int ESHUTDOWN = 108;
    public static final int ESTALE = 116;
    public static final int EDQUOT = 122;
    public static final int ENOMEDIUM = 123;

    private Errno() {}

    /** The system's own words, such as "No space left on device". */
    public static String text(int errno) {
        return Posix.strerror(errno);
    }
}
