package dev.targetnode.core.scsi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The designation descriptors of the device identification VPD page (SPC-4 7.8.6). */
final class Designators {
    private static final int PROTOCOL_ISCSI = 0x50;
    private static final int PIV = 0x80;

    private static final int BINARY = 0x1;
    private static final int ASCII = 0x2;
    private static final int UTF_8 = 0x3;

    private static final int LOGICAL_UNIT = 0x00;
    private static final int TARGET_PORT = 0x10;
    private static final int TARGET_DEVICE = 0x20;

    private static final int T10_VENDOR_ID = 0x1;
    private static final int EUI_64 = 0x2;
    private static final int NAA = 0x3;
    private static final int RELATIVE_TARGET_PORT = 0x4;
    private static final int TARGET_PORT_GROUP = 0x5;
    private static final int SCSI_NAME_STRING = 0x8;

    private Designators() {}

    static byte[] encode(DiskIdentity identity, NexusView nexus) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!identity.naaId().isEmpty()) {
            put(out, BINARY, LOGICAL_UNIT | NAA, HexFormat.of().parseHex(identity.naaId()));
        }
        if (!identity.eui64Id().isEmpty()) {
            put(out, BINARY, LOGICAL_UNIT | EUI_64, HexFormat.of().parseHex(identity.eui64Id()));
        }
        put(out, ASCII, LOGICAL_UNIT | T10_VENDOR_ID, t10VendorId(identity));
        if (!identity.scsiDeviceName().isEmpty()) {
            put(out, UTF_8, LOGICAL_UNIT | SCSI_NAME_STRING, nameString(identity.scsiDeviceName()));
        }
        put(out, PROTOCOL_ISCSI | BINARY, PIV | TARGET_PORT | RELATIVE_TARGET_PORT, u32(nexus.relativeTargetPortId()));
        if (nexus.targetPortGroup() != 0) {
            put(out, PROTOCOL_ISCSI | BINARY, PIV | TARGET_PORT | TARGET_PORT_GROUP, u32(nexus.targetPortGroup()));
        }
        put(out, PROTOCOL_ISCSI | UTF_8, PIV | TARGET_PORT | SCSI_NAME_STRING, nameString(nexus.targetPortName()));
        put(out, PROTOCOL_ISCSI | UTF_8, PIV | TARGET_DEVICE | SCSI_NAME_STRING, nameString(nexus.targetDeviceName()));
        return out.toByteArray();
    }

    /** SPC-4 7.8.6.1. */
    private static void put(ByteArrayOutputStream out, int first, int second, byte[] designator) {
        out.write(first);
        out.write(second);
        out.write(0);
        out.write(designator.length);
        out.writeBytes(designator);
    }

    /** SPC-4 7.8.6.4: eight bytes of vendor, then what the vendor chose. */
    private static byte[] t10VendorId(DiskIdentity identity) {
        byte[] specific = identity.vendorSpecificId().getBytes(StandardCharsets.US_ASCII);
        byte[] out = Arrays.copyOf(Inquiry.padded(identity.t10VendorId(), 8), 8 + specific.length);
        System.arraycopy(specific, 0, out, 8, specific.length);
        return out;
    }

    private static byte[] u32(int value) {
        return new byte[] {0, 0, (byte) (value >>> 8), (byte) value};
    }

    /** SPC-4 7.8.6.11: null-terminated, null-padded to a multiple of four; at most 252 bytes fit in the length byte. */
    private static byte[] nameString(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        int kept = Math.min(utf8.length, 251);
        return Arrays.copyOf(Arrays.copyOf(utf8, kept), (kept + 4) & ~3);
    }
}
