package dev.targetnode.core.scsi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The vital product data pages of a disk (SPC-4 7.8, SBC-3 6.6). */
final class VitalProductData {
    private static final int SUPPORTED_PAGES = 0x00;
    private static final int UNIT_SERIAL_NUMBER = 0x80;
    private static final int DEVICE_IDENTIFICATION = 0x83;
    private static final int EXTENDED_INQUIRY = 0x86;
    private static final int BLOCK_LIMITS = 0xB0;
    private static final int BLOCK_DEVICE_CHARACTERISTICS = 0xB1;
    private static final int LOGICAL_BLOCK_PROVISIONING = 0xB2;

    private static final int HEADER_BYTES = 4;
    private static final int EXTENDED_BYTES = 60;
    private static final int HEADSUP = 0x04;
    private static final int ORDSUP = 0x02;
    private static final int SIMPSUP = 0x01;
    private static final int NV_SUP = 0x02;
    private static final int V_SUP = 0x01;
    private static final int WSNZ = 0x01;
    private static final int UGAVALID = 0x8000_0000;
    private static final int SOLID_STATE = 0x0001;
    private static final int NOMINAL_RPM = 15_000;
    private static final int LBPU = 0x80;
    private static final int LBPWS = 0x40;
    private static final int LBPWS10 = 0x20;
    private static final int LBPRZ = 0x04;
    private static final int THIN_PROVISIONED = 0x02;

    private VitalProductData() {}

    static Plan plan(DiskState disk, NexusView nexus, int page, int allocationLength) {
        switch (page) {
            case SUPPORTED_PAGES:
                return reply(page, supported(), allocationLength);
            case UNIT_SERIAL_NUMBER:
                byte[] serial = disk.identity().unitSerialNumber().getBytes(StandardCharsets.US_ASCII);
                return reply(page, serial, allocationLength);
            case DEVICE_IDENTIFICATION:
                return reply(page, Designators.encode(disk.identity(), nexus), allocationLength);
            case EXTENDED_INQUIRY:
                return reply(page, extended(disk.cache()), allocationLength);
            case BLOCK_LIMITS:
                return reply(page, blockLimits(disk), allocationLength);
            case BLOCK_DEVICE_CHARACTERISTICS:
                return reply(page, characteristics(disk), allocationLength);
            case LOGICAL_BLOCK_PROVISIONING:
                return reply(page, provisioning(disk.provisioning()), allocationLength);
            default:
                return Plan.check(Sense.invalidFieldInCdb(2, 7));
        }
    }

    private static Plan reply(int page, byte[] body, int allocationLength) {
        byte[] data = ByteBuffer.allocate(HEADER_BYTES + body.length)
                .put((byte) 0x00) // a disk, connected
                .put((byte) page)
                .putShort((short) body.length)
                .put(body)
                .array();
        return Plan.Reply.of(data, allocationLength);
    }

    /** SPC-4 7.8.14: in ascending order. */
    private static byte[] supported() {
        return new byte[] {
            SUPPORTED_PAGES,
            (byte) UNIT_SERIAL_NUMBER,
            (byte) DEVICE_IDENTIFICATION,
            (byte) EXTENDED_INQUIRY,
            (byte) BLOCK_LIMITS,
            (byte) BLOCK_DEVICE_CHARACTERISTICS,
            (byte) LOGICAL_BLOCK_PROVISIONING
        };
    }

    /** SPC-4 7.8.7: task attributes and caches; no protection information, no microcode download. */
    private static byte[] extended(CachePolicy cache) {
        byte[] body = new byte[EXTENDED_BYTES];
        body[1] = HEADSUP | ORDSUP | SIMPSUP;
        body[2] = (byte) (cache.nvCache() ? NV_SUP : V_SUP);
        return body;
    }

    /** SBC-3 6.6.3, the long form; offsets there count the four bytes of header. */
    private static byte[] blockLimits(DiskState disk) {
        DiskLimits limits = disk.limits();
        Provisioning provisioning = disk.provisioning();
        boolean thin = provisioning.thin();
        return ByteBuffer.allocate(60)
                .put((byte) WSNZ)
                .put((byte) limits.maxCompareAndWriteBlocks())
                .putShort((short) disk.geometry().transferGranularityBlocks())
                .putInt(limits.maxTransferBlocks())
                .putInt(limits.optimalTransferBlocks())
                .putInt(limits.maxTransferBlocks()) // MAXIMUM PREFETCH LENGTH
                .putInt(thin ? limits.maxUnmapBlocks() : 0)
                .putInt(thin ? limits.maxUnmapDescriptors() : 0)
                // A granularity of one block says nothing, and makes QEMU 7.2 fail with blocks of 4096 bytes.
                .putInt(provisioning.granularityBlocks() > 1 ? provisioning.granularityBlocks() : 0)
                .putInt(thin && provisioning.granularityBlocks() > 1 ? UGAVALID | provisioning.alignmentBlocks() : 0)
                .putLong(limits.maxWriteSameBlocks())
                .array();
    }

    /** SBC-3 6.6.2. */
    private static byte[] characteristics(DiskState disk) {
        return ByteBuffer.allocate(60)
                .putShort((short) (disk.rotational() ? NOMINAL_RPM : SOLID_STATE))
                .array();
    }

    /** SBC-3 6.6.4; all zero for a fully provisioned disk. */
    private static byte[] provisioning(Provisioning provisioning) {
        byte[] body = new byte[4];
        if (provisioning.thin()) {
            body[1] = (byte) (LBPU | LBPWS | LBPWS10 | LBPRZ);
            body[2] = THIN_PROVISIONED;
        }
        return body;
    }
}
