package dev.targetnode.backstore.file;

/** Told exactly once, on the loop, how a file operation ended. */
@FunctionalInterface
interface FileCallback {
    /**
     * The operation ended.
     *
     * @param errno one of {@link dev.targetnode.backstore.posix.Errno}, 0 when everything has been done
     */
    void completed(int errno);
}
