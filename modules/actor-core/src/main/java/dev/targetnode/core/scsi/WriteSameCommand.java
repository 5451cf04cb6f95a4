package dev.targetnode.core.scsi;

import dev.targetnode.core.scsi.Plan.Fill;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** WRITE SAME (10) and (16) (SBC-3 5.44, 5.45). ANCHOR, PBDATA and LBDATA are refused by the table. */
final class WriteSameCommand {
    private static final int UNMAP_BIT = 3;
    private static final int NDOB = 0x01;

    private WriteSameCommand() {}

    /** False for NDOB, which only WRITE SAME (16) has: the blocks are zeros and no data-out comes. */
    static boolean carriesData(Operation operation, Cdb cdb) {
        return operation != Operation.WRITE_SAME_16 || !cdb.bit(1, NDOB);
    }

    static Plan plan(Operation operation, DiskState disk, Cdb cdb, List<ByteBuf> dataOut) {
        DiskGeometry geometry = disk.geometry();
        long lba = BlockCommands.lba(operation, cdb);
        long blocks = BlockCommands.length(operation, cdb);
        boolean unmap = cdb.bit(1, 1 << UNMAP_BIT);
        if (!geometry.holds(lba, blocks)) {
            return Plan.check(Sense.lbaOutOfRange(geometry.firstMissing(lba)));
        }
        // 0 would mean "to the end of the medium"; WSNZ of the block limits page says that it is not taken.
        if (blocks == 0 || blocks > disk.limits().maxWriteSameBlocks()) {
            return Plan.check(Sense.invalidFieldInCdb(BlockCommands.lengthOffset(operation), 7));
        }
        if (Operation.protectionAsked(cdb)) {
            return Plan.check(Sense.invalidFieldInCdb(1, 7));
        }
        if (unmap && !disk.provisioning().thin()) { // LBPWS and LBPWS10 are 0
            return Plan.check(Sense.invalidFieldInCdb(1, UNMAP_BIT));
        }
        boolean zeroes = !carriesData(operation, cdb);
        if (!zeroes) {
            if (DataOut.length(dataOut) != geometry.blockBytes()) {
                return Plan.check(Sense.PARAMETER_LIST_LENGTH_ERROR);
            }
            zeroes = DataOut.allZero(dataOut);
        }
        // Unmapped blocks read as zeros (LBPRZ), so data that is not zero is written in spite of UNMAP (SBC-3 5.45).
        Fill fill = !zeroes ? Fill.PATTERN : unmap ? Fill.UNMAP : Fill.ZEROES;
        return new Plan.WriteSame(lba, blocks, fill, disk.cache().forWrite(false));
    }
}
