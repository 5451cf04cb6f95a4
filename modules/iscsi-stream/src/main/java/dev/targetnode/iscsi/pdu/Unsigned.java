package dev.targetnode.iscsi.pdu;

/** Range checks of our own values before they are cut to the width of their field. A peer's values cannot fail them. */
final class Unsigned {
    private static final long MAX_32 = 0xffff_ffffL;
    private static final long MAX_48 = 0xffff_ffff_ffffL;

    private Unsigned() {}

    /** Throws when the value does not fit an unsigned 32-bit field. */
    static void check32(long value, String field) {
        check(value, MAX_32, field);
    }

    /** Throws when the value does not fit an unsigned 48-bit field. */
    static void check48(long value, String field) {
        check(value, MAX_48, field);
    }

    /** Throws when the value does not fit an unsigned 16-bit field. */
    static void check16(int value, String field) {
        check(value, 0xffff, field);
    }

    /** Throws when the value does not fit an unsigned 8-bit field. */
    static void check8(int value, String field) {
        check(value, 0xff, field);
    }

    private static void check(long value, long max, String field) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(field + " is " + value + ", allowed is 0.." + max);
        }
    }
}
