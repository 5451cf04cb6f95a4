package dev.targetnode.core.scsi;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;

/** Disks, nexuses and shorthand for the tests of this package. */
final class Disks {
    static final DiskIdentity IDENTITY = new DiskIdentity(
            "SCST_FIO", "disk1", "0100", "1a2b-disk1", "1a2b-disk1", "1a2b", "3123456789abcdef", "", "", "");

    static final NexusView NEXUS = new NexusView("iqn.2026-11.dev.targetnode:disk1", 1, 1, 0, List.of(0L, 1L << 48));

    /** 1 GiB of 512-byte blocks on 4 KiB physical ones, thin by 4 KiB. */
    static final DiskState THIN = new DiskState(
            IDENTITY,
            new DiskGeometry(0x20_0000, 512, 3),
            CachePolicy.WRITE_BACK,
            new Provisioning(8, 0),
            DiskLimits.of(512, 512 << 10),
            ControlMode.DEFAULT,
            false,
            false,
            true);

    static final DiskState THICK = new DiskState(
            IDENTITY,
            THIN.geometry(),
            CachePolicy.WRITE_BACK,
            Provisioning.THICK,
            THIN.limits(),
            ControlMode.DEFAULT,
            false,
            false,
            false);

    static final DiskState READ_ONLY = new DiskState(
            IDENTITY,
            THIN.geometry(),
            CachePolicy.WRITE_BACK,
            THIN.provisioning(),
            THIN.limits(),
            ControlMode.DEFAULT,
            true,
            false,
            false);

    private Disks() {}

    static DiskState cached(CachePolicy cache) {
        return new DiskState(
                IDENTITY,
                THIN.geometry(),
                cache,
                THIN.provisioning(),
                THIN.limits(),
                ControlMode.DEFAULT,
                false,
                false,
                false);
    }

    static byte[] hex(String... lines) {
        return HexFormat.of().parseHex(String.join("", lines).replace(" ", ""));
    }

    static Cdb cdb(String text) {
        byte[] bytes = hex(text);
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = bytes[i];
        }
        return Cdb.ofBytes(values);
    }

    static Plan plan(DiskState disk, String cdb, ByteBuf... dataOut) {
        return DiskCommands.plan(disk, NEXUS, cdb(cdb), List.of(dataOut));
    }

    static ByteBuf data(String... lines) {
        return Unpooled.wrappedBuffer(hex(lines));
    }

    static byte[] reply(DiskState disk, String cdb) {
        return assertInstanceOf(Plan.Reply.class, plan(disk, cdb), cdb).toByteArray();
    }

    static Sense sense(DiskState disk, String cdb, ByteBuf... dataOut) {
        return assertInstanceOf(Plan.Check.class, plan(disk, cdb, dataOut), cdb).sense();
    }
}
