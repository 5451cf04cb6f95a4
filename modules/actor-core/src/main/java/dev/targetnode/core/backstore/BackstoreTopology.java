package dev.targetnode.core.backstore;

/**
 * What a store knows of the medium beneath it: nothing in it decides whether an operation is right, only how initiators
 * had best lay out and cut what they send (SBC-3 6.6.2, 6.6.3, READ CAPACITY (16)). Lengths are in bytes.
 *
 * @param physicalBlocksKnown true where {@link BackstoreGeometry#physicalBlockExponent()} is the medium's own, also when
 *     it is 0; otherwise a 0 says that nothing is known
 * @param firstAlignedByte where the first physical block begins, less than a physical block
 * @param minimumTransferBytes what a transfer should be a multiple of, 0 for unknown
 * @param optimalTransferBytes what a transfer should best be, 0 for unknown
 * @param firstUnmapGranuleByte where the first whole granule that can be given back begins
 * @param unmapMaxBytes the most that is given back by one request to the medium, 0 for unknown
 * @param rotation whether it turns
 */
public record BackstoreTopology(
        boolean physicalBlocksKnown,
        int firstAlignedByte,
        int minimumTransferBytes,
        int optimalTransferBytes,
        int firstUnmapGranuleByte,
        long unmapMaxBytes,
        Rotation rotation) {

    /** Nothing is known. */
    public static final BackstoreTopology UNKNOWN = new BackstoreTopology(false, 0, 0, 0, 0, 0, Rotation.UNKNOWN);

    /** Whether a medium turns. */
    public enum Rotation {
        UNKNOWN,
        ROTATING,
        SOLID_STATE
    }
}
