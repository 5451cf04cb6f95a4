package dev.targetnode.backstore.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the system says of an open file.
 *
 * @param type what it is
 * @param sizeBytes its length, 0 for a block device
 * @param blockBytes the file system's preferred block
 * @param directMemoryAlign alignment of memory for O_DIRECT in bytes, 0 where the system does not say
 * @param directOffsetAlign alignment of offset and length for O_DIRECT in bytes, 0 where the system does not say
 * @param deviceMajor which device a device file stands for, with {@code deviceMinor}
 */
public record FileStat(
        Type type,
        long sizeBytes,
        int blockBytes,
        int directMemoryAlign,
        int directOffsetAlign,
        int deviceMajor,
        int deviceMinor) {

    // struct statx is the same on every processor
    static final int BYTES = 256;
    private static final int MASK_OFFSET = 0;
    private static final int BLOCK_SIZE_OFFSET = 4;
    private static final int MODE_OFFSET = 28;
    private static final int SIZE_OFFSET = 40;
    private static final int DEVICE_MAJOR_OFFSET = 128;
    private static final int DEVICE_MINOR_OFFSET = 132;
    private static final int DIRECT_MEMORY_ALIGN_OFFSET = 152;
    private static final int DIRECT_OFFSET_ALIGN_OFFSET = 156;

    private static final int TYPE_MASK = 0xF000;
    private static final int TYPE_REGULAR = 0x8000;
    private static final int TYPE_DIRECTORY = 0x4000;
    private static final int TYPE_BLOCK = 0x6000;

    /** Kinds of file. */
    public enum Type {
        REGULAR,
        DIRECTORY,
        BLOCK_DEVICE,
        OTHER
    }

    static FileStat decode(byte[] statx) {
        ByteBuffer fields = ByteBuffer.wrap(statx).order(ByteOrder.nativeOrder());
        Type type = switch (fields.getShort(MODE_OFFSET) & TYPE_MASK) {
            case TYPE_REGULAR -> Type.REGULAR;
            case TYPE_DIRECTORY -> Type.DIRECTORY;
            case TYPE_BLOCK -> Type.BLOCK_DEVICE;
            default -> Type.OTHER;
        };
        boolean saysDirect = (fields.getInt(MASK_OFFSET) & Posix.STATX_DIOALIGN) != 0;
        return new FileStat(
                type,
                fields.getLong(SIZE_OFFSET),
                fields.getInt(BLOCK_SIZE_OFFSET),
                saysDirect ? fields.getInt(DIRECT_MEMORY_ALIGN_OFFSET) : 0,
                saysDirect ? fields.getInt(DIRECT_OFFSET_ALIGN_OFFSET) : 0,
                fields.getInt(DEVICE_MAJOR_OFFSET),
                fields.getInt(DEVICE_MINOR_OFFSET));
    }
}
