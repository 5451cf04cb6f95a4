package dev.targetnode.backstore.file;

import dev.targetnode.backstore.file.FileSettings.EngineChoice;

/** What a store with a descriptor keeps to while it is open, whether that is a file or a block device. */
interface StoreSettings {
    /** The path, for people. */
    String filename();

    /** What it is and its path, to begin a sentence with. */
    String who();

    /** Why a read within the size got nothing (ENODATA). */
    default String nothingRead() {
        return "the file has become shorter than the device";
    }

    /** Every write is durable when it completes. */
    boolean writeThrough();

    /** The cache below is said to survive: nothing is ever flushed. */
    boolean nvCache();

    /** The page cache is bypassed. */
    boolean direct();

    /** How operations are done. */
    EngineChoice engine();
}
