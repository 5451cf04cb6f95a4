package dev.targetnode.core.backstore;

/**
 * What a backstore is, fixed from its opening until a resize is announced.
 *
 * @param sizeBytes capacity in bytes, a multiple of {@code blockBytes}
 * @param blockBytes logical block length in bytes, a power of two from 512
 * @param physicalBlockExponent logical blocks per physical block as a power of two, 0 to 15 (READ CAPACITY (16))
 * @param readOnly true where every write, unmap and zeroing is refused
 * @param unmapGranularityBytes what {@link Backstore#unmap} can really give back, 0 where it cannot
 * @param inFlightMax how many operations the device may have in flight here at once, at least 1; the device queues the
 *     rest, where an abort can still take them out
 */
public record BackstoreGeometry(
        long sizeBytes,
        int blockBytes,
        int physicalBlockExponent,
        boolean readOnly,
        int unmapGranularityBytes,
        int inFlightMax) {

    /** True where unmapped ranges are given back and read as zeros. */
    public boolean thin() {
        return unmapGranularityBytes > 0;
    }
}
