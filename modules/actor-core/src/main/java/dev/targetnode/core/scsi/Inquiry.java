package dev.targetnode.core.scsi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** INQUIRY (SPC-4 6.6): standard data here, vital product data in {@link VitalProductData}. */
final class Inquiry {
    private static final int EVPD = 0x01;
    private static final int STANDARD_BYTES = 96;
    private static final int VERSION_SPC_4 = 0x06;
    private static final int HISUP_AND_FORMAT_2 = 0x12;
    private static final int MULTIP = 0x10;
    private static final int CMDQUE = 0x02;
    private static final int RMB = 0x80;
    /** PERIPHERAL QUALIFIER 011b, PERIPHERAL DEVICE TYPE 1Fh: no logical unit can be at this LUN. */
    private static final int NO_LOGICAL_UNIT = 0x7F;

    private static final int VENDOR_OFFSET = 8;
    private static final int PRODUCT_OFFSET = 16;
    private static final int REVISION_OFFSET = 32;
    private static final int VERSIONS_OFFSET = 58;

    /** SAM-5, iSCSI, SPC-4, SBC-3, none claiming a revision (SPC-4 6.6.2, annex on version descriptors). */
    private static final short[] VERSIONS = {0x00A0, 0x0960, 0x0460, 0x04C0};

    private Inquiry() {}

    static Plan plan(DiskState disk, NexusView nexus, Cdb cdb) {
        int page = cdb.u8(2);
        if (!cdb.bit(1, EVPD)) {
            // A PAGE CODE without EVPD is an error (SPC-4 6.6.1).
            return page != 0 ? Plan.check(Sense.invalidFieldInCdb(2, 7)) : Plan.Reply.of(standard(disk), cdb.u16(3));
        }
        return VitalProductData.plan(disk, nexus, page, cdb.u16(3));
    }

    private static byte[] standard(DiskState disk) {
        DiskIdentity identity = disk.identity();
        byte[] own = identity.inquiryVendorSpecific().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(STANDARD_BYTES + own.length);
        out.put(0, (byte) 0x00); // a disk, connected
        out.put(1, (byte) (disk.removable() ? RMB : 0));
        putCommon(out);
        out.put(6, (byte) MULTIP);
        out.put(VENDOR_OFFSET, padded(identity.t10VendorId(), 8));
        out.put(PRODUCT_OFFSET, padded(identity.productId(), 16));
        out.put(REVISION_OFFSET, padded(identity.revision(), 4));
        for (int i = 0; i < VERSIONS.length; i++) {
            out.putShort(VERSIONS_OFFSET + 2 * i, VERSIONS[i]);
        }
        out.put(STANDARD_BYTES, own);
        return out.array();
    }

    private static void putCommon(ByteBuffer out) {
        out.put(2, (byte) VERSION_SPC_4);
        out.put(3, (byte) HISUP_AND_FORMAT_2); // NORMACA 0: NACA is refused
        out.put(4, (byte) (out.capacity() - 5)); // ADDITIONAL LENGTH
        out.put(7, (byte) CMDQUE);
    }

    /** Standard INQUIRY data for a LUN at which there is nothing (SPC-4 6.6.2). */
    static byte[] absent() {
        ByteBuffer out = ByteBuffer.allocate(36);
        out.put(0, (byte) NO_LOGICAL_UNIT);
        putCommon(out);
        out.put(VENDOR_OFFSET, padded("", 28));
        return out.array();
    }

    /** ASCII, left-aligned and filled with spaces (SPC-4 4.3.1). */
    static byte[] padded(String text, int bytes) {
        byte[] out = new byte[bytes];
        Arrays.fill(out, (byte) ' ');
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, out, 0, Math.min(bytes, ascii.length));
        return out;
    }
}
