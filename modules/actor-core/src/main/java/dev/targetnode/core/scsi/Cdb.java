package dev.targetnode.core.scsi;

import io.netty.buffer.ByteBuf;

/**
 * A command descriptor block as an immutable value: sixteen bytes in two longs, as iSCSI carries them, so that a command
 * can outlive the PDU that brought it without an array of its own. Bytes beyond the CDB's own length are ignored by
 * everyone (RFC 7143 11.3.5). Fields are unsigned and big-endian.
 *
 * @param high bytes 0 to 7, byte 0 the most significant
 * @param low bytes 8 to 15
 */
public record Cdb(long high, long low) {

    /** Bytes that a CDB takes in a SCSI Command PDU without an additional header segment. */
    public static final int BYTES = 16;

    /** Reads sixteen bytes from the absolute {@code index} of {@code buffer}. */
    public static Cdb of(ByteBuf buffer, int index) {
        return new Cdb(buffer.getLong(index), buffer.getLong(index + Long.BYTES));
    }

    /** The given bytes, 1 to 16 of them, padded with zeros; for tests and for commands that the target itself makes. */
    public static Cdb ofBytes(int... bytes) {
        if (bytes.length == 0 || bytes.length > BYTES) {
            throw new IllegalArgumentException("a CDB value holds 1 to 16 bytes, not " + bytes.length);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < bytes.length; i++) {
            long value = (bytes[i] & 0xFFL) << shift(i);
            if (i < Long.BYTES) {
                high |= value;
            } else {
                low |= value;
            }
        }
        return new Cdb(high, low);
    }

    private static int shift(int index) {
        return 56 - 8 * (index & 7);
    }

    /** The OPERATION CODE. */
    public int opcode() {
        return (int) (high >>> 56);
    }

    /** The low five bits of byte 1, where the operation codes that have service actions keep them. */
    public int serviceAction() {
        return u8(1) & 0x1F;
    }

    public int u8(int index) {
        return (int) ((index < Long.BYTES ? high : low) >>> shift(index)) & 0xFF;
    }

    /** True where any bit of {@code mask} is set in the byte. */
    public boolean bit(int index, int mask) {
        return (u8(index) & mask) != 0;
    }

    public int u16(int index) {
        return u8(index) << 8 | u8(index + 1);
    }

    public int u24(int index) {
        return u8(index) << 16 | u16(index + 1);
    }

    public long u32(int index) {
        return (long) u16(index) << 16 | u16(index + 2);
    }

    /** Unsigned: values from 2^63 are negative here, and out of every disk's range. */
    public long u64(int index) {
        return u32(index) << 32 | u32(index + 4);
    }
}
