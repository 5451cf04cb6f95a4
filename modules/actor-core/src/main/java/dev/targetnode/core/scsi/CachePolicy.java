package dev.targetnode.core.scsi;

import dev.targetnode.core.backstore.Durability;

/**
 * How a disk's write cache behaves (SBC-3 4.15).
 *
 * @param writeThrough every write is durable before its status
 * @param nvCache the cache below survives a loss of power: nothing needs to be flushed or forced, ever
 */
public record CachePolicy(boolean writeThrough, boolean nvCache) {

    /** A volatile write-back cache, which SYNCHRONIZE CACHE and FUA empty. */
    public static final CachePolicy WRITE_BACK = new CachePolicy(false, false);

    /** WCE of the caching mode page: true where the initiator must flush to be sure. */
    public boolean writeCacheEnabled() {
        return !writeThrough && !nvCache;
    }

    /**
     * Whether MODE SELECT may change WCE of a disk that was configured so: a cache that is written through by
     * configuration stays so, and one that needs no flush has nothing to enable.
     */
    boolean canBeSwitched() {
        return writeCacheEnabled();
    }

    /** What the store must promise for a write with or without FUA. */
    public Durability forWrite(boolean fua) {
        return !nvCache && (writeThrough || fua) ? Durability.THROUGH : Durability.WRITE_CACHE;
    }

    /** Whether SYNCHRONIZE CACHE has to reach the store; write-through keeps it for what UNMAP leaves to a flush. */
    public boolean flushReachesStore() {
        return !nvCache;
    }

    /** Whether a READ with FUA must first bring newer blocks from the volatile cache to the medium (SBC-3 5.8). */
    public boolean readNeedsFlush(boolean fua) {
        return fua && writeCacheEnabled();
    }
}
