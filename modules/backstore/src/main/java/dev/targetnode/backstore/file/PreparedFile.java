package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.OpenFile;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreTopology;

/**
 * A file or block device that is open, locked and of the right size.
 *
 * @param file the descriptor, which the holder of this record closes
 * @param geometry what of it is served
 * @param topology what the device says of its medium
 * @param readsCached whether the system tells, without waiting, that a read would wait (RWF_NOWAIT)
 * @param alignment what O_DIRECT asks for; {@link DirectAlignment#NONE} without it
 */
record PreparedFile(
        OpenFile file,
        BackstoreGeometry geometry,
        BackstoreTopology topology,
        boolean readsCached,
        DirectAlignment alignment) {

    /** What is served, a multiple of the block length. */
    long sizeBytes() {
        return geometry.sizeBytes();
    }
}
