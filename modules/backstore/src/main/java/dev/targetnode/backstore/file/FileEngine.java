package dev.targetnode.backstore.file;

/**
 * A way to have operations done on one open file. Called on the loop only; completes operations on the loop only, from
 * within {@link #submit} or later; never waits.
 */
interface FileEngine {
    /** Does the operation and completes it. Its memory stays in use until then, however long that takes. */
    void submit(FileOperation operation);

    /** Gives back what the engine holds; called once, when nothing is in flight. The file stays open. */
    void close();
}
