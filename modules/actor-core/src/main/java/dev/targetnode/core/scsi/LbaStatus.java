package dev.targetnode.core.scsi;

import dev.targetnode.core.backstore.Extent;
import java.nio.ByteBuffer;
import java.util.List;

/** GET LBA STATUS (SBC-3 5.4). */
public final class LbaStatus {
    /** The most ranges that one command tells of, however much room it has: the rest is asked for from where these end. */
    public static final int DESCRIPTORS_MAX = 1024;

    private static final int HEADER_BYTES = 8;
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int MAPPED = 0;
    private static final int DEALLOCATED = 1;
    /** NUMBER OF LOGICAL BLOCKS has 32 bits; a multiple of every power of two that a range may be aligned to. */
    private static final long BLOCKS_MAX = 0x8000_0000L;

    private LbaStatus() {}

    static Plan plan(DiskState disk, Cdb cdb) {
        long lba = cdb.u64(2);
        if (lba < 0 || lba >= disk.geometry().blocks()) {
            return Plan.check(Sense.lbaOutOfRange(lba));
        }
        long allocationLength = cdb.u32(10);
        long room = (allocationLength - HEADER_BYTES) / DESCRIPTOR_BYTES;
        return new Plan.MapQuery(lba, (int) Math.max(1, Math.min(room, DESCRIPTORS_MAX)), allocationLength);
    }

    /** The parameter data for ranges that follow one another; a range too long for one descriptor takes several. */
    public static byte[] encode(List<Extent> extents, int blockBytes, int descriptorsMax) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + descriptorsMax * DESCRIPTOR_BYTES);
        out.position(HEADER_BYTES);
        for (Extent extent : extents) {
            long lba = extent.offsetBytes() / blockBytes;
            long left = extent.lengthBytes() / blockBytes;
            while (left > 0 && out.hasRemaining()) {
                long blocks = Math.min(left, BLOCKS_MAX);
                out.putLong(lba).putInt((int) blocks).put((byte) (extent.allocated() ? MAPPED : DEALLOCATED));
                out.put((byte) 0).putShort((short) 0);
                lba += blocks;
                left -= blocks;
            }
        }
        out.putInt(0, out.position() - Integer.BYTES); // PARAMETER DATA LENGTH does not count itself
        byte[] data = new byte[out.position()];
        out.get(0, data);
        return data;
    }
}
