package dev.targetnode.core.scsi;

/**
 * Whether a disk gives unmapped blocks back (SBC-3 4.7.3).
 *
 * @param granularityBlocks OPTIMAL UNMAP GRANULARITY, in logical blocks; 0 for a fully provisioned disk
 * @param alignmentBlocks UNMAP GRANULARITY ALIGNMENT, the LBA of the first whole granule
 */
public record Provisioning(int granularityBlocks, int alignmentBlocks) {
    /** Fully provisioned. */
    public static final Provisioning THICK = new Provisioning(0, 0);

    /** Unmapped blocks are given back and read as zeros. */
    public boolean thin() {
        return granularityBlocks > 0;
    }
}
