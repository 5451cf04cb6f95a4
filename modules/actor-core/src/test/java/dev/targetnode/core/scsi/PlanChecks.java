package dev.targetnode.core.scsi;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold for the plan of any bytes whatever. */
final class PlanChecks {
    private static final List<DiskState> DISKS =
            List.of(Disks.THIN, Disks.THICK, Disks.READ_ONLY, Disks.cached(new CachePolicy(true, false)));

    private PlanChecks() {}

    /** {@code input}: one byte that chooses the disk, sixteen of CDB, the rest data-out; shorter input is nothing. */
    static void check(byte[] input) {
        if (input.length < 1 + Cdb.BYTES) {
            return;
        }
        DiskState disk = DISKS.get(input[0] & 3);
        ByteBuf all = Unpooled.wrappedBuffer(input);
        Cdb cdb = Cdb.of(all, 1);
        int dataBytes = input.length - 1 - Cdb.BYTES;
        int cut = dataBytes / 3;
        List<ByteBuf> dataOut = List.of(all.slice(1 + Cdb.BYTES, cut), all.slice(1 + Cdb.BYTES + cut, dataBytes - cut));
        Operation operation = disk.commands().find(cdb);
        long moves = DiskCommands.transferBytes(operation, cdb, disk.geometry().blockBytes());
        require(moves >= 0, "moves " + moves);
        Plan plan = DiskCommands.plan(disk, Disks.NEXUS, cdb, dataOut);
        judge(plan, disk, moves, operation);
        AbsentLogicalUnit.plan(Disks.NEXUS, cdb);
    }

    private static void judge(Plan plan, DiskState disk, long moves, @Nullable Operation operation) {
        int blockBytes = disk.geometry().blockBytes();
        if (plan instanceof Plan.Read read) {
            inside(disk, read.lba(), read.blocks());
            require((long) read.blocks() * blockBytes == moves, "residual");
            require(read.blocks() <= disk.limits().maxTransferBlocks(), "limit");
        } else if (plan instanceof Plan.Write write) {
            inside(disk, write.lba(), write.blocks());
            require((long) write.blocks() * blockBytes == moves, "residual");
            require(write.blocks() <= disk.limits().maxTransferBlocks(), "limit");
        } else if (plan instanceof Plan.Flush flush) {
            inside(disk, flush.lba(), flush.blocks());
        } else if (plan instanceof Plan.WriteSame same) {
            inside(disk, same.lba(), same.blocks());
            require(same.blocks() > 0, "WSNZ");
        } else if (plan instanceof Plan.Unmap unmap) {
            unmap.ranges().forEach(range -> inside(disk, range.lba(), range.blocks()));
            require(disk.provisioning().thin(), "UNMAP of a thick disk");
        } else if (plan instanceof Plan.Verify verify) {
            inside(disk, verify.lba(), verify.blocks());
            require(verify.blocks() <= disk.limits().maxTransferBlocks(), "limit");
        } else if (plan instanceof Plan.WriteAndVerify write) {
            inside(disk, write.lba(), write.blocks());
            require((long) write.blocks() * blockBytes == moves, "residual");
        } else if (plan instanceof Plan.CompareAndWrite compare) {
            inside(disk, compare.lba(), compare.blocks());
            require(2L * compare.blocks() * blockBytes == moves, "residual");
            require(compare.blocks() > 0, "nothing to compare");
        } else if (plan instanceof Plan.OrWrite or) {
            inside(disk, or.lba(), or.blocks());
            require((long) or.blocks() * blockBytes == moves, "residual");
        } else if (plan instanceof Plan.Prefetch prefetch) {
            inside(disk, prefetch.lba(), prefetch.blocks());
        } else if (plan instanceof Plan.MapQuery query) {
            inside(disk, query.lba(), 1);
            require(query.descriptors() >= 1 && query.descriptors() <= LbaStatus.DESCRIPTORS_MAX, "descriptors");
        } else if (plan instanceof Plan.ReportLog log) {
            Plan.Reply reply = (Plan.Reply) log.reply(LogCounters.ZERO);
            require(reply.length() <= moves, "longer than the allocation length");
        } else if (plan instanceof Plan.Reply reply) {
            require(reply.length() <= moves, "longer than the allocation length");
        } else if (plan instanceof Plan.Check check) {
            require(check.sense().encode(false).length == Sense.FIXED_BYTES, "fixed sense");
            require(check.sense().encode(true)[7] + 8 == check.sense().encode(true).length, "descriptor sense");
        }
        boolean modifies = operation != null && operation.modifiesMedium();
        require(!(modifies && disk.writeProtected()) || plan instanceof Plan.Check, "write on a read-only disk");
    }

    private static void inside(DiskState disk, long lba, long blocks) {
        require(lba >= 0 && blocks >= 0 && lba + blocks <= disk.geometry().blocks(), lba + " + " + blocks);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
