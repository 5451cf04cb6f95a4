package dev.targetnode.core.scsi;

import dev.targetnode.core.scsi.ModePages.PageControl;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MODE SELECT (6) and (10) (SPC-4 6.11, 6.12, 7.5): the whole list is judged before anything changes. */
final class ModeSelect {
    private static final int PF = 0x10;
    private static final int PF_BIT = 4;
    private static final int SP = 0x01;
    private static final int SUBPAGE_FORMAT_BIT = 6;
    private static final int PAGE_CODE = 0x3F;
    private static final int PAGE_HEADER_BYTES = 2;
    /** The longest list: both headers, a block descriptor, and each page with room to spare. */
    private static final int LIST_BYTES_MAX = 1024;

    private final DiskState disk;
    private final ByteBuf list;
    private final boolean six;

    private ModeSelect(DiskState disk, ByteBuf list, boolean six) {
        this.disk = disk;
        this.list = list;
        this.six = six;
    }

    static Plan plan(Operation operation, DiskState disk, Cdb cdb, List<ByteBuf> dataOut) {
        boolean six = operation == Operation.MODE_SELECT_6;
        int listBytes = six ? cdb.u8(4) : cdb.u16(7);
        if (!cdb.bit(1, PF)) { // pages of a vendor's own format
            return Plan.check(Sense.invalidFieldInCdb(1, PF_BIT));
        }
        boolean save = cdb.bit(1, SP);
        if (listBytes == 0) { // not an error, and nothing to change
            return save ? new Plan.ChangeModes(disk.modes(), true) : Plan.GOOD;
        }
        if (DataOut.length(dataOut) < listBytes || listBytes > LIST_BYTES_MAX) {
            return Plan.check(Sense.PARAMETER_LIST_LENGTH_ERROR);
        }
        return new ModeSelect(disk, DataOut.prefix(dataOut, listBytes), six).judge(save);
    }

    private Plan judge(boolean save) {
        int headerBytes = six ? 4 : 8;
        if (list.readableBytes() < headerBytes) {
            return Plan.check(Sense.PARAMETER_LIST_LENGTH_ERROR);
        }
        // MODE DATA LENGTH and the device-specific parameter are reserved here, and often sent back as they came.
        int mediumType = six ? 1 : 2;
        if (list.getByte(mediumType) != 0) {
            return Plan.check(Sense.invalidFieldInParameterList(mediumType, 7));
        }
        int lengthAt = six ? 3 : 6;
        int descriptorBytes = six ? list.getUnsignedByte(lengthAt) : list.getUnsignedShort(lengthAt);
        boolean longLba = !six && (list.getByte(4) & ModeSense.LONG_LBA) != 0;
        int one = longLba ? ModeSense.LONG_DESCRIPTOR_BYTES : ModeSense.SHORT_DESCRIPTOR_BYTES;
        if (descriptorBytes != 0 && descriptorBytes != one) {
            return Plan.check(Sense.invalidFieldInParameterList(lengthAt, 7));
        }
        if (list.readableBytes() < headerBytes + descriptorBytes) {
            return Plan.check(Sense.PARAMETER_LIST_LENGTH_ERROR);
        }
        if (descriptorBytes > 0) {
            Sense wrong = descriptor(headerBytes, longLba);
            if (wrong != null) {
                return Plan.check(wrong);
            }
        }
        return pages(headerBytes + descriptorBytes, save);
    }

    /** Neither capacity nor block length can be changed: all of it, or 0 blocks, says that it stays (SBC-3 6.4.2). */
    private @Nullable Sense descriptor(int at, boolean longLba) {
        DiskGeometry geometry = disk.geometry();
        long blocks = longLba ? list.getLong(at) : list.getUnsignedInt(at);
        long most = longLba ? -1 : 0xFFFF_FFFFL;
        long here = longLba ? geometry.blocks() : Math.min(geometry.blocks(), most);
        if (blocks != 0 && blocks != here && blocks != most) {
            return Sense.invalidFieldInParameterList(at, 7);
        }
        int lengthAt = longLba ? at + 12 : at + 5;
        long length = longLba ? list.getUnsignedInt(lengthAt) : list.getUnsignedMedium(lengthAt);
        return length == geometry.blockBytes() ? null : Sense.invalidFieldInParameterList(lengthAt, 7);
    }

    private Plan pages(int first, boolean save) {
        ModeSettings changed = disk.modes();
        int at = first;
        while (at < list.readableBytes()) {
            if (list.readableBytes() - at < PAGE_HEADER_BYTES) {
                return Plan.check(Sense.PARAMETER_LIST_LENGTH_ERROR);
            }
            int code = list.getByte(at) & PAGE_CODE;
            Sense wrong = head(at, code);
            if (wrong != null) {
                return Plan.check(wrong);
            }
            byte[] current = ModePages.page(code, PageControl.CURRENT, disk);
            if (list.getUnsignedByte(at + 1) != current.length - PAGE_HEADER_BYTES) {
                return Plan.check(Sense.invalidFieldInParameterList(at + 1, 7));
            }
            if (list.readableBytes() - at < current.length) {
                return Plan.check(Sense.PARAMETER_LIST_LENGTH_ERROR);
            }
            byte[] page = new byte[current.length];
            list.getBytes(at, page);
            Sense fixed = unchangeable(at, page, current, ModePages.page(code, PageControl.CHANGEABLE, disk));
            if (fixed != null) {
                return Plan.check(fixed);
            }
            changed = ModePages.changed(code, page, changed, disk);
            at += current.length;
        }
        return new Plan.ChangeModes(changed, save);
    }

    /** PS is reserved here (SPC-4 7.5.5); no page has subpages. */
    private @Nullable Sense head(int at, int code) {
        if ((list.getByte(at) & ModePages.PS) != 0) {
            return Sense.invalidFieldInParameterList(at, 7);
        }
        if ((list.getByte(at) & 1 << SUBPAGE_FORMAT_BIT) != 0) {
            return Sense.invalidFieldInParameterList(at, SUBPAGE_FORMAT_BIT);
        }
        return ModePages.has(code) ? null : Sense.invalidFieldInParameterList(at, 5);
    }

    /** Points at the first field that is neither as it was nor changeable. */
    private static @Nullable Sense unchangeable(int at, byte[] page, byte[] current, byte[] changeable) {
        for (int i = PAGE_HEADER_BYTES; i < page.length; i++) {
            int differs = (page[i] ^ current[i]) & ~changeable[i] & 0xFF;
            if (differs != 0) {
                return Sense.invalidFieldInParameterList(at + i, 31 - Integer.numberOfLeadingZeros(differs));
            }
        }
        return null;
    }
}
