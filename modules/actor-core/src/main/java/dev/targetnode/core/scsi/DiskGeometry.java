package dev.targetnode.core.scsi;

/**
 * A disk's size and shape.
 *
 * @param blocks logical blocks, at least 1
 * @param blockBytes logical block length in bytes, a power of two from 512 to {@link #BLOCK_BYTES_MAX}
 * @param physicalBlockExponent logical blocks per physical block as a power of two, 0 to 15
 * @param lowestAlignedLba the first logical block at the beginning of a physical one, less than a physical block
 * @param transferGranularityBlocks OPTIMAL TRANSFER LENGTH GRANULARITY in logical blocks, 1 to 65535
 */
public record DiskGeometry(
        long blocks, int blockBytes, int physicalBlockExponent, int lowestAlignedLba, int transferGranularityBlocks) {

    /** Longest logical block, in bytes: fits in the 24 bits of a mode block descriptor and in every limit. */
    public static final int BLOCK_BYTES_MAX = 1 << 20;

    /** What two bytes of the block limits page hold. */
    public static final int GRANULARITY_BLOCKS_MAX = 0xFFFF;

    public DiskGeometry {
        boolean lengthRight = blockBytes >= 512 && blockBytes <= BLOCK_BYTES_MAX && Integer.bitCount(blockBytes) == 1;
        if (blocks < 1 || !lengthRight) {
            throw new IllegalArgumentException(blocks + " blocks of " + blockBytes + " bytes");
        }
        if (physicalBlockExponent < 0 || physicalBlockExponent > 15) {
            throw new IllegalArgumentException("physical block exponent " + physicalBlockExponent);
        }
        if (lowestAlignedLba < 0 || lowestAlignedLba >= 1 << physicalBlockExponent) {
            throw new IllegalArgumentException("lowest aligned LBA " + lowestAlignedLba);
        }
        if (transferGranularityBlocks < 1 || transferGranularityBlocks > GRANULARITY_BLOCKS_MAX) {
            throw new IllegalArgumentException("transfer granularity " + transferGranularityBlocks);
        }
    }

    /** A disk whose physical blocks begin with its first block, and which knows no granularity but them. */
    public DiskGeometry(long blocks, int blockBytes, int physicalBlockExponent) {
        this(blocks, blockBytes, physicalBlockExponent, 0, 1 << Math.max(0, Math.min(15, physicalBlockExponent)));
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
