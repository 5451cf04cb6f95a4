package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.OpenFile;
import dev.targetnode.backstore.posix.PosixException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the page cache of a file in small pages. What was written or read ahead in long runs lies in large folios, and on
 * ext4 each small write to one walks all of its blocks: ten times slower than to a page of its own
 * (docs/adr/0008-small-pages.md). So pages are read as asked for, and those that are cached already are written back and
 * dropped once, in the background. Advice only: no byte depends on it.
 */
final class SmallPages {
    private static final Logger LOG = LoggerFactory.getLogger(SmallPages.class);

    /** What is written back and dropped at a time, in bytes: small enough that other writes hardly wait. */
    private static final long STEP_BYTES = 16L << 20;

    private SmallPages() {}

    /** Begins; returns at once. The file stays open elsewhere under {@code prepared}. */
    static void keep(String filename, PreparedFile prepared, Executor blocking) {
        prepared.file().adviseRandom();
        blocking.execute(() -> dropLarge(filename, prepared.sizeBytes()));
    }

    /** Through a descriptor of its own, so that the device may be closed meanwhile. */
    private static void dropLarge(String filename, long sizeBytes) {
        try {
            OpenFile own = OpenFile.openToRead(filename);
            try {
                for (long offset = 0; offset < sizeBytes; offset += STEP_BYTES) {
                    own.dropCached(offset, Math.min(STEP_BYTES, sizeBytes - offset));
                }
            } finally {
                own.close();
            }
        } catch (PosixException failed) {
            LOG.debug("{}: cached pages stay as they are: {}", filename, failed.getMessage());
        }
    }
}
