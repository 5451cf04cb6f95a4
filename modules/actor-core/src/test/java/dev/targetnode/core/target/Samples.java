package dev.targetnode.core.target;

import dev.targetnode.core.scsi.CachePolicy;
import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.ControlMode;
import dev.targetnode.core.scsi.DiskGeometry;
import dev.targetnode.core.scsi.DiskIdentity;
import dev.targetnode.core.scsi.DiskLimits;
import dev.targetnode.core.scsi.DiskState;
import dev.targetnode.core.scsi.NexusView;
import dev.targetnode.core.scsi.Provisioning;
import dev.targetnode.core.scsi.TaskAttribute;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Disks, nexuses, commands and shorthand for the tests of this package. */
final class Samples {
    static final int BLOCK = ManualStore.BLOCK_BYTES;
    static final String TARGET = "iqn.2026-11.dev.targetnode:disk1";
    static final NexusView VIEW = new NexusView(TARGET, 1, 1, 0, List.of(0L));
    static final Cdb TEST_UNIT_READY = Cdb.ofBytes(0);
    static final Cdb INQUIRY = Cdb.ofBytes(0x12, 0, 0, 0, 36, 0);
    static final Cdb REQUEST_SENSE = Cdb.ofBytes(0x03, 0, 0, 0, 252, 0);
    static final Cdb MODE_SENSE = Cdb.ofBytes(0x1A, 0, 0x3F, 0, 192, 0);

    private Samples() {}

    /** A disk whose medium can be removed. */
    static DiskState removable() {
        DiskState disk = disk(CachePolicy.WRITE_BACK);
        return new DiskState(
                disk.identity(),
                disk.geometry(),
                disk.cache(),
                disk.provisioning(),
                disk.limits(),
                disk.control(),
                false,
                true,
                true);
    }

    static DiskState disk(CachePolicy cache) {
        return new DiskState(
                new DiskIdentity("VENDOR", "disk1", "0100", "id", "id", "usn", "3123456789abcdef", "", "", ""),
                new DiskGeometry(ManualStore.BLOCKS, BLOCK, 3),
                cache,
                new Provisioning(8, 0),
                DiskLimits.of(BLOCK, 512 << 10),
                ControlMode.DEFAULT,
                false,
                false,
                true);
    }

    static DiskState disk(CachePolicy cache, ControlMode control) {
        return disk(cache).withControl(control);
    }

    static Nexus nexus(int number) {
        return new Nexus("iqn.2026-11.example:host" + number, number, TARGET, 1);
    }

    static Cdb read(int lba, int blocks) {
        return tenByte(0x28, 0, lba, blocks);
    }

    static Cdb write(int lba, int blocks) {
        return tenByte(0x2A, 0, lba, blocks);
    }

    static Cdb synchronizeCache(boolean immediate) {
        return tenByte(0x35, immediate ? 0x02 : 0, 0, 0);
    }

    static Cdb tenByte(int opcode, int flags, int lba, int blocks) {
        return Cdb.ofBytes(opcode, flags, lba >> 24, lba >> 16, lba >> 8, lba, 0, blocks >> 8, blocks, 0);
    }

    static Cdb writeSame(int flags, int lba, int blocks) {
        return Cdb.ofBytes(
                0x93,
                flags,
                0,
                0,
                0,
                0,
                lba >> 24,
                lba >> 16,
                lba >> 8,
                lba,
                blocks >> 24,
                blocks >> 16,
                blocks >> 8,
                blocks,
                0,
                0);
    }

    static Cdb compareAndWrite(int lba, int blocks) {
        return Cdb.ofBytes(0x89, 0, 0, 0, 0, 0, lba >> 24, lba >> 16, lba >> 8, lba, 0, 0, 0, blocks, 0, 0);
    }

    static Cdb orWrite(int lba, int blocks) {
        return Cdb.ofBytes(0x8B, 0, 0, 0, 0, 0, lba >> 24, lba >> 16, lba >> 8, lba, 0, 0, blocks >> 8, blocks, 0, 0);
    }

    static Cdb startStop(int flags) {
        return Cdb.ofBytes(0x1B, 0, 0, 0, flags, 0);
    }

    static Cdb unmap(int listBytes) {
        return Cdb.ofBytes(0x42, 0, 0, 0, 0, 0, 0, listBytes >> 8, listBytes, 0);
    }

    /** An UNMAP parameter list (SBC-3 5.28.2) of (LBA, blocks) pairs. */
    static ByteBuf unmapList(int... pairs) {
        int descriptorBytes = pairs.length / 2 * 16;
        ByteBuf list = Unpooled.buffer();
        list.writeShort(descriptorBytes + 6).writeShort(descriptorBytes).writeInt(0);
        for (int i = 0; i < pairs.length; i += 2) {
            list.writeLong(pairs[i]).writeInt(pairs[i + 1]).writeInt(0);
        }
        return list;
    }

    static ByteBuf block(int fill) {
        return blocks(1, fill);
    }

    static ByteBuf blocks(int count, int fill) {
        ByteBuf data = Unpooled.buffer(count * BLOCK);
        for (int i = 0; i < count * BLOCK; i++) {
            data.writeByte(fill);
        }
        return data;
    }

    static ScsiRequest request(long tag, Cdb cdb, @Nullable ByteBuf dataIn, int dataInMax, ByteBuf... dataOut) {
        return new ScsiRequest(tag, TaskAttribute.SIMPLE, cdb, List.of(dataOut), dataIn, dataInMax);
    }

    static Random random(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(test + ": -Dseed=" + seed);
        return new Random(seed);
    }
}
