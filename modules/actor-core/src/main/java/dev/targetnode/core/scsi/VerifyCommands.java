package dev.targetnode.core.scsi;

import dev.targetnode.core.scsi.Plan.Comparison;
import org.jspecify.annotations.Nullable;

/** VERIFY (SBC-3 5.33 to 5.35) and WRITE AND VERIFY (SBC-3 5.41 to 5.43) in their lengths. */
final class VerifyCommands {
    private static final int BYTCHK_SHIFT = 1;
    private static final int BYTCHK_TOP_BIT = 2;

    private VerifyCommands() {}

    static Plan verify(Operation operation, DiskState disk, Cdb cdb) {
        long lba = BlockCommands.lba(operation, cdb);
        long blocks = BlockCommands.length(operation, cdb);
        Sense wrong = BlockCommands.refuse(operation, disk, cdb, lba, blocks);
        if (wrong != null) {
            return Plan.check(wrong);
        }
        Comparison comparison = comparison(cdb);
        if (comparison == null) {
            return Plan.check(Sense.invalidFieldInCdb(1, BYTCHK_TOP_BIT));
        }
        return new Plan.Verify(lba, (int) blocks, comparison, disk.cache().writeCacheEnabled());
    }

    static Plan writeAndVerify(Operation operation, DiskState disk, Cdb cdb) {
        long lba = BlockCommands.lba(operation, cdb);
        long blocks = BlockCommands.length(operation, cdb);
        Sense wrong = BlockCommands.refuse(operation, disk, cdb, lba, blocks);
        if (wrong != null) {
            return Plan.check(wrong);
        }
        boolean compare = byteCheck(cdb) == 1; // the table has refused the other two
        return new Plan.WriteAndVerify(lba, (int) blocks, compare, disk.cache().forWrite(true));
    }

    /** How many blocks of data-out the CDB announces; BYTCHK of 10b is refused whatever comes. */
    static long dataOutBlocks(Operation operation, Cdb cdb) {
        long blocks = BlockCommands.length(operation, cdb);
        return switch (byteCheck(cdb)) {
            case 1 -> blocks;
            case 3 -> Math.min(1, blocks);
            default -> 0;
        };
    }

    private static int byteCheck(Cdb cdb) {
        return cdb.u8(1) >> BYTCHK_SHIFT & 3;
    }

    /** Null for the reserved value. */
    private static @Nullable Comparison comparison(Cdb cdb) {
        return switch (byteCheck(cdb)) {
            case 0 -> Comparison.NONE;
            case 1 -> Comparison.EACH;
            case 3 -> Comparison.ONE;
            default -> null;
        };
    }
}
