package dev.targetnode.iscsi.pdu;

/**
 * Serial number arithmetic on 32 bits (RFC 1982, used by RFC 7143 4.2.2.1) for CmdSN, StatSN, DataSN and R2TSN. The
 * numbers are unsigned and wrap; Java's int holds them bit for bit, and {@code <} on it is always wrong.
 */
public final class SerialNumber {
    private SerialNumber() {}

    /** Whether a comes before b. Numbers exactly 2^31 apart have no order (RFC 1982 3.2): false both ways. */
    public static boolean lessThan(int a, int b) {
        return b - a > 0;
    }

    /** Whether a is b or comes before it. */
    public static boolean lessThanOrEqual(int a, int b) {
        return b - a >= 0;
    }

    /** Whether sn lies in first..last, both included; the window of last = first - 1 is empty. */
    public static boolean inWindow(int sn, int first, int last) {
        return sn - first >= 0 && last - sn >= 0;
    }

    /** How many steps lead from one number to the other: positive when to comes after from. */
    public static int distance(int from, int to) {
        return to - from;
    }

    /** The number after sn; 0 follows 2^32 - 1. */
    public static int next(int sn) {
        return sn + 1;
    }

    /** The number that many steps after sn (before it when negative). */
    public static int plus(int sn, int steps) {
        return sn + steps;
    }
}
