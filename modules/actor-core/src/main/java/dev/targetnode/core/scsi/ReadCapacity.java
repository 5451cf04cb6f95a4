package dev.targetnode.core.scsi;

import java.nio.ByteBuffer;

/** READ CAPACITY (10) and (16) (SBC-3 5.15, 5.16). */
final class ReadCapacity {
    static final int SHORT_BYTES = 8;
    private static final int LONG_BYTES = 32;
    private static final int LBPME = 0x8000;
    private static final int LBPRZ = 0x4000;
    private static final int PMI = 0x01;

    private ReadCapacity() {}

    static Plan plan10(DiskState disk, Cdb cdb) {
        if (cdb.u32(2) != 0 && !cdb.bit(8, PMI)) { // both obsolete; an address without PMI has always been an error
            return Plan.check(Sense.invalidFieldInCdb(2, 7));
        }
        long last = Math.min(disk.geometry().lastLba(), 0xFFFF_FFFFL); // more: "use READ CAPACITY (16)"
        byte[] data = ByteBuffer.allocate(SHORT_BYTES)
                .putInt((int) last)
                .putInt(disk.geometry().blockBytes())
                .array();
        return Plan.Reply.of(data, SHORT_BYTES);
    }

    static Plan plan16(DiskState disk, Cdb cdb) {
        if (cdb.u64(2) != 0 && !cdb.bit(14, PMI)) {
            return Plan.check(Sense.invalidFieldInCdb(2, 7));
        }
        DiskGeometry geometry = disk.geometry();
        byte[] data = ByteBuffer.allocate(LONG_BYTES)
                .putLong(geometry.lastLba())
                .putInt(geometry.blockBytes())
                .put((byte) 0) // P_TYPE, PROT_EN: formatted without protection information
                .put((byte) geometry.physicalBlockExponent())
                .putShort((short) ((disk.provisioning().thin() ? LBPME | LBPRZ : 0) | geometry.lowestAlignedLba()))
                .array();
        return Plan.Reply.of(data, cdb.u32(10));
    }
}
