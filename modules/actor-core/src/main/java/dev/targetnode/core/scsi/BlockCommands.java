package dev.targetnode.core.scsi;

import org.jspecify.annotations.Nullable;

/** READ, WRITE and SYNCHRONIZE CACHE in all their lengths: the hot path, one allocation a command. */
final class BlockCommands {
    private static final int DPO = 0x10;
    static final int FUA = 0x08;
    /** TRANSFER LENGTH 0 of READ (6) and WRITE (6) (SBC-3 5.7). */
    private static final int SHORT_FORM_ZERO_MEANS = 256;

    private BlockCommands() {}

    static Plan read(Operation operation, DiskState disk, Cdb cdb) {
        long lba = lba(operation, cdb);
        long blocks = length(operation, cdb);
        Sense wrong = refuse(operation, disk, cdb, lba, blocks);
        if (wrong != null) {
            return Plan.check(wrong);
        }
        boolean shortForm = operation.cdbBytes() == 6;
        boolean dpo = !shortForm && cdb.bit(1, DPO);
        boolean fua = !shortForm && cdb.bit(1, FUA);
        return new Plan.Read(lba, (int) blocks, dpo, disk.cache().readNeedsFlush(fua));
    }

    static Plan write(Operation operation, DiskState disk, Cdb cdb) {
        long lba = lba(operation, cdb);
        long blocks = length(operation, cdb);
        Sense wrong = refuse(operation, disk, cdb, lba, blocks);
        if (wrong != null) {
            return Plan.check(wrong);
        }
        boolean shortForm = operation.cdbBytes() == 6;
        boolean dpo = !shortForm && cdb.bit(1, DPO);
        boolean fua = !shortForm && cdb.bit(1, FUA);
        return new Plan.Write(lba, (int) blocks, dpo, disk.cache().forWrite(fua));
    }

    /** SYNCHRONIZE CACHE; a length of 0 reaches to the end of the medium (SBC-3 5.22). */
    static Plan flush(DiskState disk, long lba, long blocks, boolean immediate) {
        DiskGeometry geometry = disk.geometry();
        if (!geometry.holds(lba, blocks)) {
            return Plan.check(Sense.lbaOutOfRange(geometry.firstMissing(lba)));
        }
        if (!disk.cache().flushReachesStore()) {
            return Plan.GOOD;
        }
        return new Plan.Flush(lba, blocks == 0 ? geometry.blocks() - lba : blocks, immediate);
    }

    /** The checks that READ, WRITE and their kin share, in order: range, length, protection. */
    static @Nullable Sense refuse(Operation operation, DiskState disk, Cdb cdb, long lba, long blocks) {
        DiskGeometry geometry = disk.geometry();
        if (!geometry.holds(lba, blocks)) { // also for a length of 0 beyond the capacity (SBC-3 4.5)
            return Sense.lbaOutOfRange(geometry.firstMissing(lba));
        }
        if (blocks > disk.limits().maxTransferBlocks()) { // SBC-3 6.6.3: MAXIMUM TRANSFER LENGTH
            return Sense.invalidFieldInCdb(lengthOffset(operation), 7);
        }
        if (operation.cdbBytes() != 6 && Operation.protectionAsked(cdb)) { // SBC-3 5.8: formatted without protection
            return Sense.invalidFieldInCdb(1, 7);
        }
        return null;
    }

    static long lba(Operation operation, Cdb cdb) {
        return switch (operation.cdbBytes()) {
            case 6 -> cdb.u24(1) & 0x1F_FFFF;
            case 16 -> cdb.u64(2);
            default -> cdb.u32(2);
        };
    }

    /** TRANSFER LENGTH in blocks, 0 to 2^32 - 1. */
    static long length(Operation operation, Cdb cdb) {
        return switch (operation.cdbBytes()) {
            case 6 -> cdb.u8(4) == 0 ? SHORT_FORM_ZERO_MEANS : cdb.u8(4);
            case 10 -> cdb.u16(7);
            case 12 -> cdb.u32(6);
            default -> cdb.u32(10);
        };
    }

    static int lengthOffset(Operation operation) {
        return switch (operation.cdbBytes()) {
            case 6 -> 4;
            case 10 -> 7;
            case 12 -> 6;
            default -> 10;
        };
    }
}
