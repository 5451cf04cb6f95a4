package dev.targetnode.core.scsi;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** UNMAP (SBC-3 5.28): the whole list is judged before anything happens. */
final class UnmapCommand {
    private static final int HEADER_BYTES = 8;
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int DATA_LENGTH = 0;
    private static final int DESCRIPTOR_DATA_LENGTH = 2;

    private UnmapCommand() {}

    static Plan plan(DiskState disk, Cdb cdb, List<ByteBuf> dataOut) {
        int listBytes = cdb.u16(7);
        if (listBytes == 0) { // not an error
            return Plan.GOOD;
        }
        if (listBytes < HEADER_BYTES || DataOut.length(dataOut) < listBytes) {
            return Plan.check(Sense.PARAMETER_LIST_LENGTH_ERROR);
        }
        int headerMax = HEADER_BYTES + disk.limits().maxUnmapDescriptors() * DESCRIPTOR_BYTES;
        ByteBuf list = DataOut.prefix(dataOut, Math.min(listBytes, headerMax));
        int descriptorBytes = list.getUnsignedShort(DESCRIPTOR_DATA_LENGTH);
        // The lengths inside the list may not claim more than was sent.
        if (list.getUnsignedShort(DATA_LENGTH) + 2 > listBytes || descriptorBytes + HEADER_BYTES > listBytes) {
            return Plan.check(Sense.PARAMETER_LIST_LENGTH_ERROR);
        }
        int descriptors = descriptorBytes / DESCRIPTOR_BYTES; // an incomplete last one is ignored
        if (descriptors > disk.limits().maxUnmapDescriptors()) {
            return Plan.check(Sense.invalidFieldInParameterList(DESCRIPTOR_DATA_LENGTH, 7));
        }
        return judge(disk, list, descriptors);
    }

    private static Plan judge(DiskState disk, ByteBuf list, int descriptors) {
        DiskGeometry geometry = disk.geometry();
        List<LbaRange> ranges = new ArrayList<>(descriptors);
        long total = 0;
        for (int i = 0; i < descriptors; i++) {
            int at = HEADER_BYTES + i * DESCRIPTOR_BYTES;
            long lba = list.getLong(at);
            long blocks = list.getUnsignedInt(at + 8);
            if (!geometry.holds(lba, blocks)) {
                return Plan.check(Sense.lbaOutOfRange(geometry.firstMissing(lba)));
            }
            total += blocks;
            if (total > disk.limits().maxUnmapBlocks()) {
                return Plan.check(Sense.invalidFieldInParameterList(at + 8, 7));
            }
            if (blocks > 0) {
                ranges.add(new LbaRange(lba, blocks));
            }
        }
        return ranges.isEmpty() ? Plan.GOOD : new Plan.Unmap(List.copyOf(ranges));
    }
}
