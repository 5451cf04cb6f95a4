package dev.targetnode.backstore.posix;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * The calls of the C library that a file needs, mapped directly: arguments are primitives, memory is an address. Only
 * for 64-bit Linux on x86_64 and aarch64, where {@code size_t}, {@code ssize_t} and {@code off_t} are {@code long} and
 * variadic arguments travel as ordinary ones. The calls answer as in C: -1 and {@link #errno()} for an error.
 *
 * <p>Safe from any thread. The class binds when it is first used, which must be after {@link PosixSupport#refusal()} said nothing.
 */
public final class Posix {
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_CLOEXEC = 0x8_0000;

    private static final int O_DIRECT_X86_64 = 0x4000;
    private static final int O_DIRECT_AARCH64 = 0x1_0000; // 0x4000 is O_DIRECTORY there

    /** The write is durable when it returns, with the metadata needed to read it back, and only this write waits. */
    public static final int RWF_DSYNC = 0x2;
    /** Answers EAGAIN where the call would wait. */
    public static final int RWF_NOWAIT = 0x8;

    public static final int FALLOC_FL_KEEP_SIZE = 0x1;
    public static final int FALLOC_FL_PUNCH_HOLE = 0x2;
    public static final int FALLOC_FL_ZERO_RANGE = 0x10;

    public static final int LOCK_SH = 1;
    public static final int LOCK_EX = 2;
    public static final int LOCK_NB = 4;

    static final int POSIX_FADV_RANDOM = 1;
    static final int POSIX_FADV_WILLNEED = 3;
    static final int POSIX_FADV_DONTNEED = 4;

    /** Start writing back what is dirty in the range and wait for it (all three flags). */
    static final int SYNC_FILE_RANGE_WRITE_AND_WAIT = 7;

    static final int AT_FDCWD = -100;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int STATX_BASIC_STATS = 0x7FF;
    static final int STATX_DIOALIGN = 0x2000;

    static {
        Native.register(Posix.class, NativeLibrary.getInstance(Platform.C_LIBRARY_NAME));
    }

    private Posix() {}

    /** Bypasses the page cache; its value differs between processors. */
    public static int directFlag() {
        return PosixSupport.AARCH64 ? O_DIRECT_AARCH64 : O_DIRECT_X86_64;
    }

    /** The error of the last call on this thread. */
    public static int errno() {
        return Native.getLastError();
    }

    /** The address of a direct buffer's byte 0 of the remaining ones. */
    public static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    public static native int open(byte[] path, int flags, int mode);

    public static native int close(int fd);

    public static native long pread(int fd, long address, long bytes, long offset);

    public static native long pwrite(int fd, long address, long bytes, long offset);

    public static native long preadv2(int fd, long vectors, int count, long offset, int flags);

    public static native long pwritev2(int fd, long vectors, int count, long offset, int flags);

    public static native int fdatasync(int fd);

    public static native int fsync(int fd);

    public static native int fallocate(int fd, int mode, long offset, long bytes);

    public static native int ftruncate(int fd, long bytes);

    public static native long lseek(int fd, long offset, int whence);

    public static native int flock(int fd, int operation);

    static native int posix_fadvise(int fd, long offset, long bytes, int advice);

    static native int sync_file_range(int fd, long offset, long bytes, int flags);

    static native int ioctl(int fd, long request, byte[] answer);

    static native int fstatfs(int fd, byte[] result);

    static native int statx(int directory, byte[] path, int flags, int mask, byte[] result);

    static native String strerror(int errno);
}
