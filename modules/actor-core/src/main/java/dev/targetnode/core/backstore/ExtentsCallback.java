package dev.targetnode.core.backstore;

import java.util.List;

/** Told exactly once which ranges of a store are allocated, always on the thread of the backstore's home loop. */
@FunctionalInterface
public interface ExtentsCallback {
    /**
     * Must return quickly and may not block.
     *
     * @param outcome {@link BackstoreOutcome#DONE}, or why there is no answer
     * @param extents with DONE at least one; each begins where the one before ends, and neighbours differ
     */
    void completed(BackstoreOutcome outcome, List<Extent> extents);
}
