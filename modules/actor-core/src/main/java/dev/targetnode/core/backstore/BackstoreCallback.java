package dev.targetnode.core.backstore;

/** Told exactly once how an operation ended, always on the thread of the backstore's home loop. */
@FunctionalInterface
public interface BackstoreCallback {
    /** Must return quickly and may not block; it may start further operations. */
    void completed(BackstoreOutcome outcome);
}
