package dev.targetnode.it;

import java.nio.ByteBuffer;

/** Command descriptor blocks, each padded to the 16 bytes of the iSCSI header. */
final class Cdb {
    private static final int FUA = 0x08;

    private Cdb() {}

    static byte[] testUnitReady() {
        return new byte[16];
    }

    static byte[] inquiry(int allocationLength) {
        return bytes(0x12).putShort(3, (short) allocationLength).array();
    }

    static byte[] readCapacity16() {
        return bytes(0x9E).put(1, (byte) 0x10).putInt(10, 32).array();
    }

    static byte[] read16(long lba, int blocks) {
        return bytes(0x88).putLong(2, lba).putInt(10, blocks).array();
    }

    static byte[] write16(long lba, int blocks) {
        return bytes(0x8A).putLong(2, lba).putInt(10, blocks).array();
    }

    static byte[] write16Fua(long lba, int blocks) {
        return bytes(0x8A).put(1, (byte) FUA).putLong(2, lba).putInt(10, blocks).array();
    }

    /** Blocks 0 means up to the end of the medium (SBC-4 SYNCHRONIZE CACHE). */
    static byte[] synchronizeCache10() {
        return bytes(0x35).array();
    }

    static byte[] reportLuns(int allocationLength) {
        return bytes(0xA0).putInt(6, allocationLength).array();
    }

    static byte[] persistentReserveIn(int serviceAction, int allocationLength) {
        return bytes(0x5E)
                .put(1, (byte) serviceAction)
                .putShort(7, (short) allocationLength)
                .array();
    }

    static byte[] persistentReserveOut(int serviceAction, int type) {
        return bytes(0x5F)
                .put(1, (byte) serviceAction)
                .put(2, (byte) type)
                .putInt(5, 24)
                .array();
    }

    private static ByteBuffer bytes(int operationCode) {
        return ByteBuffer.allocate(16).put(0, (byte) operationCode);
    }
}
