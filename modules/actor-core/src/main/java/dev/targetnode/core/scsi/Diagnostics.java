package dev.targetnode.core.scsi;

/** SEND DIAGNOSTIC and RECEIVE DIAGNOSTIC RESULTS (SPC-4 6.42, 6.31), with the self-tests and no page but the list. */
final class Diagnostics {
    private static final int SELFTEST = 0x04;
    private static final int PCV = 0x01;
    private static final int SUPPORTED_PAGES = 0x00;
    private static final int NO_SELF_TEST = 0;
    private static final int ABORT_BACKGROUND = 4;
    private static final int FOREGROUND_SHORT = 5;
    private static final int FOREGROUND_EXTENDED = 6;

    private Diagnostics() {}

    static Plan send(Cdb cdb) {
        if (cdb.u16(3) != 0) { // a parameter list: there is no page that can be sent
            return Plan.check(Sense.invalidFieldInCdb(3, 7));
        }
        int code = cdb.u8(1) >> 5;
        if (cdb.bit(1, SELFTEST)) {
            return code == NO_SELF_TEST ? new Plan.SelfTest() : Plan.check(Sense.invalidFieldInCdb(1, 7));
        }
        return switch (code) {
            case NO_SELF_TEST, ABORT_BACKGROUND -> Plan.GOOD; // there is never a test in the background
            case FOREGROUND_SHORT, FOREGROUND_EXTENDED -> new Plan.SelfTest();
            default -> Plan.check(Sense.invalidFieldInCdb(1, 7));
        };
    }

    static Plan receive(Cdb cdb) {
        if (cdb.bit(1, PCV) && cdb.u8(2) != SUPPORTED_PAGES) {
            return Plan.check(Sense.invalidFieldInCdb(2, 7));
        }
        byte[] pages = {SUPPORTED_PAGES, 0, 0, 1, SUPPORTED_PAGES};
        return Plan.Reply.of(pages, cdb.u16(3));
    }
}
