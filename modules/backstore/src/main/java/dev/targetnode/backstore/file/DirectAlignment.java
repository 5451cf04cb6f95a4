package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.FileStat;

/**
 * What O_DIRECT asks of an operation, in bytes and as powers of two.
 *
 * @param memory alignment of every segment's address
 * @param offset alignment of offsets and of every segment's length
 */
record DirectAlignment(int memory, int offset) {
    /** Anything goes. */
    static final DirectAlignment NONE = new DirectAlignment(1, 1);

    /** By what the system says (Linux 6.1), else by the file system's block, which always suffices. */
    static DirectAlignment of(FileStat stat) {
        return of(stat, Integer.highestOneBit(Math.max(1, stat.blockBytes())));
    }

    /** By what the system says, else by {@code otherwise} bytes, a power of two that is known to suffice. */
    static DirectAlignment of(FileStat stat, int otherwise) {
        if (stat.directOffsetAlign() > 0) {
            return new DirectAlignment(Math.max(1, stat.directMemoryAlign()), stat.directOffsetAlign());
        }
        return new DirectAlignment(otherwise, otherwise);
    }

    /** Whether the memory may be handed to the kernel as it is. */
    boolean accepts(IoVector vector) {
        if (memory == 1 && offset == 1) {
            return true;
        }
        for (int i = 0; i < vector.entries(); i++) {
            if ((vector.segmentAddress(i) & (memory - 1)) != 0 || (vector.segmentBytes(i) & (offset - 1)) != 0) {
                return false;
            }
        }
        return true;
    }
}
