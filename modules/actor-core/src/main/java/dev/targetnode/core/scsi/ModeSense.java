package dev.targetnode.core.scsi;

import dev.targetnode.core.scsi.ModePages.PageControl;
import java.nio.ByteBuffer;

/** MODE SENSE (6) and (10) (SPC-4 6.13, 6.14). */
final class ModeSense {
    private static final int DBD = 0x08;
    private static final int LLBAA = 0x10;
    private static final int WP = 0x80;
    private static final int DPOFUA = 0x10;
    static final int LONG_LBA = 0x01;
    private static final int ALL_SUBPAGES = 0xFF;
    static final int SHORT_DESCRIPTOR_BYTES = 8;
    static final int LONG_DESCRIPTOR_BYTES = 16;

    private ModeSense() {}

    static Plan plan(Operation operation, DiskState disk, Cdb cdb) {
        boolean six = operation == Operation.MODE_SENSE_6;
        int page = cdb.u8(2) & 0x3F;
        int subpage = cdb.u8(3);
        if (subpage != 0 && subpage != ALL_SUBPAGES) { // no page here has subpages
            return Plan.check(Sense.invalidFieldInCdb(3, 7));
        }
        if (page != ModePages.ALL && !ModePages.has(page)) {
            return Plan.check(Sense.invalidFieldInCdb(2, 5));
        }
        PageControl control = PageControl.of(cdb.u8(2) >> 6);
        byte[] descriptor = cdb.bit(1, DBD) ? new byte[0] : blockDescriptor(disk.geometry(), !six && cdb.bit(1, LLBAA));
        byte[] pages = ModePages.encode(page, control, disk);
        byte[] data = six ? six(disk, descriptor, pages) : ten(disk, descriptor, pages);
        return Plan.Reply.of(data, six ? cdb.u8(4) : cdb.u16(7));
    }

    /** Byte 2 or 3 of the header (SBC-3 6.4.1). */
    private static byte deviceSpecific(DiskState disk) {
        return (byte) (DPOFUA | (disk.writeProtected() ? WP : 0));
    }

    private static byte[] six(DiskState disk, byte[] descriptor, byte[] pages) {
        int bytes = 4 + descriptor.length + pages.length;
        return ByteBuffer.allocate(bytes)
                .put((byte) (bytes - 1))
                .put((byte) 0) // MEDIUM TYPE
                .put(deviceSpecific(disk))
                .put((byte) descriptor.length)
                .put(descriptor)
                .put(pages)
                .array();
    }

    private static byte[] ten(DiskState disk, byte[] descriptor, byte[] pages) {
        int bytes = 8 + descriptor.length + pages.length;
        return ByteBuffer.allocate(bytes)
                .putShort((short) (bytes - 2))
                .put((byte) 0) // MEDIUM TYPE
                .put(deviceSpecific(disk))
                .put((byte) (descriptor.length == LONG_DESCRIPTOR_BYTES ? LONG_LBA : 0))
                .put((byte) 0)
                .putShort((short) descriptor.length)
                .put(descriptor)
                .put(pages)
                .array();
    }

    /** SBC-3 6.4.2: short and long LBA mode parameter block descriptors. */
    private static byte[] blockDescriptor(DiskGeometry geometry, boolean longLba) {
        if (longLba) {
            return ByteBuffer.allocate(LONG_DESCRIPTOR_BYTES)
                    .putLong(geometry.blocks())
                    .putInt(0)
                    .putInt(geometry.blockBytes())
                    .array();
        }
        return ByteBuffer.allocate(SHORT_DESCRIPTOR_BYTES)
                .putInt((int) Math.min(geometry.blocks(), 0xFFFF_FFFFL))
                .putInt(geometry.blockBytes()) // its first byte is reserved; block lengths stay below 2^24
                .array();
    }
}
