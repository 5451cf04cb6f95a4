package dev.targetnode.core.scsi;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Commands that read, decide and write as one: COMPARE AND WRITE (SBC-3 5.2) and ORWRITE (16) (SBC-3 5.7). */
final class AtomicCommands {
    private static final int COUNT_OFFSET = 13;

    private AtomicCommands() {}

    static Plan compareAndWrite(DiskState disk, Cdb cdb, List<ByteBuf> dataOut) {
        DiskGeometry geometry = disk.geometry();
        long lba = cdb.u64(2);
        int blocks = cdb.u8(COUNT_OFFSET);
        if (!geometry.holds(lba, blocks)) {
            return Plan.check(Sense.lbaOutOfRange(geometry.firstMissing(lba)));
        }
        if (blocks > disk.limits().maxCompareAndWriteBlocks()) {
            return Plan.check(Sense.invalidFieldInCdb(COUNT_OFFSET, 7));
        }
        if (Operation.protectionAsked(cdb)) {
            return Plan.check(Sense.invalidFieldInCdb(1, 7));
        }
        // One half of the data is compared and the other written: where they are not what the CDB says, so are their
        // ends.
        if (DataOut.length(dataOut) != 2L * blocks * geometry.blockBytes()) {
            return Plan.check(Sense.invalidFieldInCdb(COUNT_OFFSET, 7));
        }
        if (blocks == 0) { // not an error
            return Plan.GOOD;
        }
        return new Plan.CompareAndWrite(lba, blocks, disk.cache().forWrite(cdb.bit(1, BlockCommands.FUA)));
    }

    static Plan orWrite(DiskState disk, Cdb cdb) {
        long lba = cdb.u64(2);
        long blocks = cdb.u32(10);
        Sense wrong = BlockCommands.refuse(Operation.ORWRITE, disk, cdb, lba, blocks);
        if (wrong != null) {
            return Plan.check(wrong);
        }
        return new Plan.OrWrite(lba, (int) blocks, disk.cache().forWrite(cdb.bit(1, BlockCommands.FUA)));
    }
}
