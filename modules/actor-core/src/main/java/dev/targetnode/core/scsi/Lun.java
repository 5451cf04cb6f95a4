package dev.targetnode.core.scsi;

/** The eight-byte logical unit number (SAM-5 4.7). Inside the target a LUN is a plain number from 0 to 2^24 - 1. */
public final class Lun {
    /** Largest number that has an encoding: extended flat space addressing, three bytes. */
    public static final int MAX = 0xFF_FFFF;
    /** What {@link #decode} answers for an address that cannot name a logical unit of this target. */
    public static final int NONE = -1;

    private static final int PERIPHERAL_MAX = 0xFF;
    private static final int FLAT_MAX = 0x3FFF;
    private static final int LOGICAL_UNIT_MAX = 0x1F;
    private static final int EXTENDED_FLAT_3_BYTES = 0xD2;

    /** How the first level of a LUN is written (SCST's {@code addr_method}). */
    public enum AddressMethod {
        PERIPHERAL,
        FLAT,
        LUN,
        EXTENDED_FLAT
    }

    private Lun() {}

    /**
     * The number that eight bytes on the wire name.
     *
     * @return 0 to {@link #MAX}, or {@link #NONE} for a well-known logical unit, a bus or target other than 0, more than
     *     one level, or a method that this target never uses
     */
    public static int decode(long wire) {
        if (wire == 0) {
            return 0; // by far the most frequent
        }
        int first = (int) (wire >>> 48) & 0xFFFF;
        boolean singleLevel = wire << 16 == 0;
        return switch (first >>> 14) {
            case 0 -> singleLevel && first <= PERIPHERAL_MAX ? first : NONE; // SAM-5 4.7.7.2, BUS IDENTIFIER 0
            case 1 -> singleLevel ? first & FLAT_MAX : NONE; // 4.7.7.3
            case 2 -> singleLevel && (first & 0x3FE0) == 0 ? first & LOGICAL_UNIT_MAX : NONE; // 4.7.7.4
            default -> // 4.7.7.5.3: LENGTH 1, EXTENDED ADDRESS METHOD 2
                first >>> 8 == EXTENDED_FLAT_3_BYTES && wire << 32 == 0 ? (int) (wire >>> 32) & MAX : NONE;
        };
    }

    /**
     * The number on the wire. A method that cannot hold the number gives way to the next wider one, so that every number
     * has an address.
     */
    public static long encode(int lun, AddressMethod method) {
        if (lun < 0 || lun > MAX) {
            throw new IllegalArgumentException("a LUN is 0 to " + MAX + ", not " + lun);
        }
        return switch (method) {
            case PERIPHERAL -> lun <= PERIPHERAL_MAX ? (long) lun << 48 : encode(lun, AddressMethod.FLAT);
            case LUN -> lun <= LOGICAL_UNIT_MAX ? (0x8000L | lun) << 48 : encode(lun, AddressMethod.FLAT);
            case FLAT -> lun <= FLAT_MAX ? (0x4000L | lun) << 48 : encode(lun, AddressMethod.EXTENDED_FLAT);
            case EXTENDED_FLAT -> (long) EXTENDED_FLAT_3_BYTES << 56 | (long) lun << 32;
        };
    }
}
