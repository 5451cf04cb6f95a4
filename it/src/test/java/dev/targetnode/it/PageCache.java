package dev.targetnode.it;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much of a file the kernel holds that the disk does not have yet: cachestat(2), Linux 6.5. */
final class PageCache {
    private interface CLibrary extends Library {
        int open(String path, int flags);

        int close(int descriptor);

        NativeLong syscall(NativeLong number, Object... arguments);
    }

    /** The same on x86_64 and aarch64. */
    private static final long CACHESTAT = 451;

    private static final int NR_DIRTY_OFFSET = 8;
    private static final int NR_WRITEBACK_OFFSET = 16;

    private PageCache() {}

    /** Pages of the range that are dirty or on their way; empty where the kernel cannot tell. */
    static OptionalLong unwrittenPages(Path file, long offset, long length) {
        CLibrary c = Native.load("c", CLibrary.class);
        int descriptor = c.open(file.toString(), 0);
        if (descriptor < 0) {
            throw new AssertionError("cannot open " + file);
        }
        try (Memory range = new Memory(16);
                Memory result = new Memory(40)) {
            range.setLong(0, offset);
            range.setLong(8, length);
            result.clear();
            long code = c.syscall(new NativeLong(CACHESTAT), descriptor, (Pointer) range, (Pointer) result, 0)
                    .longValue();
            return code < 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(result.getLong(NR_DIRTY_OFFSET) + result.getLong(NR_WRITEBACK_OFFSET));
        } finally {
            c.close(descriptor);
        }
    }
}
