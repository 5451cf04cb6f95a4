package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.OpenFile;
import dev.targetnode.backstore.posix.PosixException;
import dev.targetnode.core.backstore.Extent;
import java.util.ArrayList;
import java.util.List;

/**
 * Which ranges of a file hold data and which are holes, in whole blocks: a block with any data in it holds data. The calls
 * wait for the file system.
 */
final class AllocationMap {
    private final OpenFile file;
    private final long sizeBytes;
    private final int blockBytes;
    private final List<Extent> extents = new ArrayList<>();

    private AllocationMap(OpenFile file, long sizeBytes, int blockBytes) {
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.blockBytes = blockBytes;
    }

    /**
     * Looks from an offset on.
     *
     * @param offsetBytes within {@code sizeBytes}, on a block's boundary
     * @param extentsMax how many extents to look for
     */
    static List<Extent> of(OpenFile file, long sizeBytes, int blockBytes, long offsetBytes, int extentsMax)
            throws PosixException {
        AllocationMap map = new AllocationMap(file, sizeBytes, blockBytes);
        map.look(offsetBytes, extentsMax);
        return map.extents;
    }

    private void look(long offsetBytes, int extentsMax) throws PosixException {
        long at = offsetBytes;
        while (at < sizeBytes) {
            long data = file.seek(at, true);
            long dataBlock = data < 0 ? sizeBytes : Math.min(sizeBytes, data / blockBytes * blockBytes);
            boolean hole = dataBlock > at;
            if (extents.size() == extentsMax && last().allocated() == hole) {
                return;
            }
            at = hole ? add(at, dataBlock, false) : add(at, endOfData(Math.max(at, data)), true);
        }
    }

    private long endOfData(long from) throws PosixException {
        long hole = file.seek(from, false);
        if (hole < 0 || hole >= sizeBytes) {
            return sizeBytes;
        }
        return Math.min(sizeBytes, (hole + blockBytes - 1) / blockBytes * blockBytes);
    }

    private Extent last() {
        return extents.get(extents.size() - 1);
    }

    /** Goes on from the end; two ranges of data that meet in one block are one. */
    private long add(long from, long to, boolean allocated) {
        if (!extents.isEmpty() && last().allocated() == allocated) {
            Extent before = extents.remove(extents.size() - 1);
            extents.add(new Extent(before.offsetBytes(), to - before.offsetBytes(), allocated));
        } else {
            extents.add(new Extent(from, to - from, allocated));
        }
        return to;
    }
}
