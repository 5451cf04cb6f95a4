package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.pdu.SerialNumber;

/**
 * The command window of a session (RFC 7143 4.2.2.1): what has arrived in order, and how far the initiator may go. A
 * slot is held from a command's arrival until its memory is free again, so MaxCmdSN never promises what is not there.
 * Not thread-safe.
 */
final class CmdSnWindow {
    /** What a CmdSN is to the window. */
    enum Arrival {
        /** The one expected next. */
        NEXT,
        /** Within the window, ahead of the one expected. */
        AHEAD,
        /** Outside the window or received already: silently ignored, whatever it carries. */
        IGNORE
    }

    private final int slots;
    private int held;
    private int expCmdSn;
    private int maxCmdSn;

    /** A window of {@code slots} commands, at least 1, that expects {@code firstCmdSn}. */
    CmdSnWindow(int firstCmdSn, int slots) {
        this.slots = slots;
        this.expCmdSn = firstCmdSn;
        this.maxCmdSn = firstCmdSn + slots - 1;
    }

    /** Judges the CmdSN of a non-immediate command. */
    Arrival judge(int cmdSn) {
        if (cmdSn == expCmdSn) {
            // A closed window expects nothing: MaxCmdSN = ExpCmdSN - 1.
            return SerialNumber.lessThan(maxCmdSn, expCmdSn) ? Arrival.IGNORE : Arrival.NEXT;
        }
        return SerialNumber.inWindow(cmdSn, expCmdSn, maxCmdSn) ? Arrival.AHEAD : Arrival.IGNORE;
    }

    /** The expected command has arrived and holds a slot. */
    void accept() {
        expCmdSn++;
        held++;
    }

    /** The command accepted last was rejected: its CmdSN does not count as received (RFC 7143 7.3). */
    void takeBack() {
        expCmdSn--;
        release();
    }

    /** A command has let go of its slot. */
    void release() {
        held--;
        if (held < 0) {
            throw new IllegalStateException("a slot released that was not held");
        }
    }

    int expCmdSn() {
        return expCmdSn;
    }

    /** Never goes back: an initiator ignores a MaxCmdSN below one it has seen. */
    int maxCmdSn() {
        int candidate = expCmdSn + slots - held - 1;
        if (SerialNumber.lessThan(maxCmdSn, candidate)) {
            maxCmdSn = candidate;
        }
        return maxCmdSn;
    }

    /** True where the initiator has been told of a closed window, and it is open again. */
    boolean reopened() {
        return SerialNumber.lessThan(maxCmdSn, expCmdSn) && slots > held;
    }

    /** How many commands hold a slot. */
    int held() {
        return held;
    }
}
