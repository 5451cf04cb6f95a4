package dev.targetnode.it;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** A numbered, checksummed piece of a disk: 4 KiB that say which slot and which write of it they are. */
final class DiskRecord {
    static final int BYTES = 4096;
    private static final long MAGIC = 0x7461_7267_6574_2D6EL;
    private static final int CHECKSUM_OFFSET = BYTES - Long.BYTES;

    private DiskRecord() {}

    static byte[] of(int slot, long number) {
        byte[] bytes = new byte[BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.putLong(MAGIC).putLong(slot).putLong(number);
        while (buffer.position() < CHECKSUM_OFFSET) {
            buffer.putLong(number * 0x9E37_79B9_7F4A_7C15L + buffer.position());
        }
        buffer.putLong(checksum(bytes));
        return bytes;
    }

    /** The number, 0 for a slot never written; empty when the bytes are no whole record of this slot. */
    static OptionalLong number(int slot, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.getLong(0) == 0 && buffer.getLong(CHECKSUM_OFFSET) == 0) {
            return OptionalLong.of(0);
        }
        boolean whole = buffer.getLong(0) == MAGIC
                && buffer.getLong(8) == slot
                && buffer.getLong(CHECKSUM_OFFSET) == checksum(bytes);
        return whole ? OptionalLong.of(buffer.getLong(16)) : OptionalLong.empty();
    }

    private static long checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKSUM_OFFSET);
        return crc.getValue();
    }
}
