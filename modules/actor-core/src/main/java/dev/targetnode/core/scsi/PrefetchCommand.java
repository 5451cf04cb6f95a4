package dev.targetnode.core.scsi;

/** PRE-FETCH (10) and (16) (SBC-3 5.8, 5.9). */
final class PrefetchCommand {
    private static final int IMMED = 0x02;

    private PrefetchCommand() {}

    static Plan plan(Operation operation, DiskState disk, Cdb cdb) {
        DiskGeometry geometry = disk.geometry();
        long lba = BlockCommands.lba(operation, cdb);
        long blocks = BlockCommands.length(operation, cdb);
        if (!geometry.holds(lba, blocks)) {
            return Plan.check(Sense.lbaOutOfRange(geometry.firstMissing(lba)));
        }
        int most = disk.limits().maxTransferBlocks(); // MAXIMUM PREFETCH LENGTH of the block limits page
        if (blocks > most) {
            return Plan.check(Sense.invalidFieldInCdb(BlockCommands.lengthOffset(operation), 7));
        }
        // A length of 0 reaches to the end of the medium; of that, as much as one command may ask for.
        long wanted = blocks == 0 ? geometry.blocks() - lba : blocks;
        return new Plan.Prefetch(lba, (int) Math.min(wanted, most), wanted <= most, cdb.bit(1, IMMED));
    }
}
