package dev.targetnode.core.scsi;

/**
 * What one command may ask of a disk; reported in the block limits VPD page and enforced (SBC-3 6.6.3).
 *
 * @param maxTransferBlocks MAXIMUM TRANSFER LENGTH, at least 1
 * @param optimalTransferBlocks OPTIMAL TRANSFER LENGTH, 0 for not reported
 * @param maxUnmapBlocks MAXIMUM UNMAP LBA COUNT of one UNMAP command
 * @param maxUnmapDescriptors MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT of one UNMAP command
 * @param maxWriteSameBlocks MAXIMUM WRITE SAME LENGTH, at least 1
 */
public record DiskLimits(
        int maxTransferBlocks,
        int optimalTransferBlocks,
        int maxUnmapBlocks,
        int maxUnmapDescriptors,
        long maxWriteSameBlocks) {

    /** Largest READ or WRITE, in bytes: every READ (10) of 512-byte blocks is allowed. */
    public static final int MAX_TRANSFER_BYTES = 32 << 20;

    /** Largest UNMAP, in blocks: initiators in the field find more implausible unless it is without limit. */
    public static final int MAX_UNMAP_BLOCKS = 1 << 20;

    /** Largest WRITE SAME, in bytes of the medium: bounded, since one command should not hold a range for minutes. */
    public static final long MAX_WRITE_SAME_BYTES = 1L << 30;

    /** Descriptors in one UNMAP: its parameter list fits in 4 KiB and eight bytes. */
    public static final int MAX_UNMAP_DESCRIPTORS = 256;

    /** Most blocks of one COMPARE AND WRITE: what its one byte can say. */
    private static final int MAX_COMPARE_AND_WRITE_BLOCKS = 255;

    /** MAXIMUM COMPARE AND WRITE LENGTH, 1 to 255 blocks: both halves of the data fit in one transfer. */
    public int maxCompareAndWriteBlocks() {
        return Math.max(1, Math.min(MAX_COMPARE_AND_WRITE_BLOCKS, maxTransferBlocks / 2));
    }

    /** The limits above in blocks of {@code blockBytes}, with an optimal transfer of {@code optimalBytes}. */
    public static DiskLimits of(int blockBytes, int optimalBytes) {
        return new DiskLimits(
                MAX_TRANSFER_BYTES / blockBytes,
                optimalBytes / blockBytes,
                MAX_UNMAP_BLOCKS,
                MAX_UNMAP_DESCRIPTORS,
                MAX_WRITE_SAME_BYTES / blockBytes);
    }

    /** The same with another MAXIMUM UNMAP LBA COUNT. */
    public DiskLimits withMaxUnmapBlocks(int blocks) {
        return new DiskLimits(
                maxTransferBlocks, optimalTransferBlocks, blocks, maxUnmapDescriptors, maxWriteSameBlocks);
    }
}
