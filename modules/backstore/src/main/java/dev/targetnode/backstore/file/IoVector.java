package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.Posix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A gather list (struct iovec) in native memory that shrinks as bytes are transferred. The kernel reads it, so it is
 * kept until its operation has completed. Used by one thread at a time.
 */
final class IoVector {
    /** IOV_MAX of Linux: no call takes more; the rest goes with the next one. */
    static final int COUNT_MAX = 1024;

    private static final int ENTRY_BYTES = 16;
    private static final int LENGTH_OFFSET = 8;
    private static final int FIRST_CAPACITY = 8;

    private ByteBuffer memory = allocate(FIRST_CAPACITY);
    private long memoryAddress = Posix.address(memory);
    private int first;
    private int end;
    private long bytesLeft;

    void clear() {
        first = 0;
        end = 0;
        bytesLeft = 0;
    }

    void add(long address, int bytes) {
        if (bytes == 0) {
            return;
        }
        if (end * ENTRY_BYTES == memory.capacity()) {
            grow();
        }
        memory.putLong(end * ENTRY_BYTES, address);
        memory.putLong(end * ENTRY_BYTES + LENGTH_OFFSET, bytes);
        end++;
        bytesLeft += bytes;
    }

    /** Address of the first entry that is left. */
    long address() {
        return memoryAddress + (long) first * ENTRY_BYTES;
    }

    /** How many entries one call may be given. */
    int count() {
        return Math.min(end - first, COUNT_MAX);
    }

    /** How many entries are left, which may be more than one call takes. */
    int entries() {
        return end - first;
    }

    long bytesLeft() {
        return bytesLeft;
    }

    long segmentAddress(int entry) {
        return memory.getLong((first + entry) * ENTRY_BYTES);
    }

    int segmentBytes(int entry) {
        return (int) memory.getLong((first + entry) * ENTRY_BYTES + LENGTH_OFFSET);
    }

    /** Leaves out the first {@code bytes}, which have been transferred. */
    void advance(long bytes) {
        if (bytes > bytesLeft) {
            throw new IllegalStateException("transferred " + bytes + " bytes of " + bytesLeft);
        }
        bytesLeft -= bytes;
        long rest = bytes;
        while (rest > 0) {
            long length = segmentBytes(0);
            if (rest < length) {
                memory.putLong(first * ENTRY_BYTES, segmentAddress(0) + rest);
                memory.putLong(first * ENTRY_BYTES + LENGTH_OFFSET, length - rest);
                return;
            }
            rest -= length;
            first++;
        }
    }

    private void grow() {
        ByteBuffer larger = allocate(2 * memory.capacity() / ENTRY_BYTES);
        larger.put(0, memory, 0, memory.capacity());
        memory = larger;
        memoryAddress = Posix.address(larger);
    }

    private static ByteBuffer allocate(int entries) {
        return ByteBuffer.allocateDirect(entries * ENTRY_BYTES).order(ByteOrder.nativeOrder());
    }
}
