package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.OpenFile;

/**
 * A file that is open, locked and of the right size.
 *
 * @param file the descriptor, which the holder of this record closes
 * @param sizeBytes what of it is served, a multiple of the block length
 * @param unmapGranularityBytes what can be given back, 0 where nothing can
 * @param readsCached whether the file system tells, without waiting, that a read would wait (RWF_NOWAIT)
 * @param alignment what O_DIRECT asks for; {@link DirectAlignment#NONE} without it
 */
record PreparedFile(
        OpenFile file, long sizeBytes, int unmapGranularityBytes, boolean readsCached, DirectAlignment alignment) {}
