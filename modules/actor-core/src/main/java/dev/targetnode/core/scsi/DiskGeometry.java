package dev.targetnode.core.scsi;

/**
 * A disk's size and shape.
 *
 * @param blocks logical blocks, at least 1
 * @param blockBytes logical block length in bytes, a power of two from 512 to {@link #BLOCK_BYTES_MAX}
 * @param physicalBlockExponent logical blocks per physical block as a power of two, 0 to 15
 */
public record DiskGeometry(long blocks, int blockBytes, int physicalBlockExponent) {

    /** Longest logical block, in bytes: fits in the 24 bits of a mode block descriptor and in every limit. */
    public static final int BLOCK_BYTES_MAX = 1 << 20;

    public DiskGeometry {
        boolean lengthRight = blockBytes >= 512 && blockBytes <= BLOCK_BYTES_MAX && Integer.bitCount(blockBytes) == 1;
        if (blocks < 1 || !lengthRight) {
            throw new IllegalArgumentException(blocks + " blocks of " + blockBytes + " bytes");
        }
        if (physicalBlockExponent < 0 || physicalBlockExponent > 15) {
            throw new IllegalArgumentException("physical block exponent " + physicalBlockExponent);
        }
    }

    public long lastLba() {
        return blocks - 1;
    }

    /** True where {@code length} blocks (unsigned 32 bits) from {@code lba} (unsigned 64 bits) exist. */
    boolean holds(long lba, long length) {
        return lba >= 0 && lba <= blocks && length <= blocks - lba;
    }

    /** For a range that is not held: the first LBA of it that does not exist. */
    long firstMissing(long lba) {
        return Long.compareUnsigned(lba, blocks) > 0 ? lba : blocks;
    }
}
