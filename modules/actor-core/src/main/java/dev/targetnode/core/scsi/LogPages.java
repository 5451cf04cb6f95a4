package dev.targetnode.core.scsi;

import dev.targetnode.core.scsi.LogCounters.Group;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * LOG SENSE and LOG SELECT (SPC-4 6.7, 6.8, 7.3): the pages whose values are really known. Corrections go on below the
 * store, unseen, so that only their total of zero is told; nothing is saved and there are no thresholds.
 */
final class LogPages {
    private static final int SUPPORTED = 0x00;
    private static final int WRITE_ERRORS = 0x02;
    private static final int READ_ERRORS = 0x03;
    private static final int VERIFY_ERRORS = 0x05;
    private static final int NON_MEDIUM_ERRORS = 0x06;
    private static final int INFORMATIONAL_EXCEPTIONS = 0x2F;
    private static final byte[] PAGES = {
        SUPPORTED, WRITE_ERRORS, READ_ERRORS, VERIFY_ERRORS, NON_MEDIUM_ERRORS, INFORMATIONAL_EXCEPTIONS
    };

    private static final int ALL_SUBPAGES = 0xFF;
    private static final int HEADER_BYTES = 4;
    private static final int DISABLE_SAVE = 0x80;
    private static final int SUBPAGE_FORMAT = 0x40;
    /** TSD: never saved; a counter that stops at its largest value (FORMAT AND LINKING 00b). */
    private static final int COUNTER = 0x20;
    /** TSD; a list of bytes (FORMAT AND LINKING 11b). */
    private static final int LIST = 0x23;

    private static final int TOTAL_CORRECTED = 3;
    private static final int TOTAL_BYTES = 5;
    private static final int TOTAL_UNCORRECTED = 6;

    private static final int CUMULATIVE = 1;
    private static final int DEFAULT_CUMULATIVE = 3;
    private static final int PCR = 0x02;
    private static final byte UNKNOWN_TEMPERATURE = (byte) 0xFF;

    private LogPages() {}

    static Plan sense(Cdb cdb) {
        int page = cdb.u8(2) & 0x3F;
        int control = cdb.u8(2) >> 6;
        if (!has(page)) {
            return Plan.check(Sense.invalidFieldInCdb(2, 5));
        }
        boolean subpages = page == SUPPORTED && cdb.u8(3) == ALL_SUBPAGES;
        if (cdb.u8(3) != 0 && !subpages) {
            return Plan.check(Sense.invalidFieldInCdb(3, 7));
        }
        if (page != SUPPORTED && control != CUMULATIVE && control != DEFAULT_CUMULATIVE) { // thresholds
            return Plan.check(Sense.invalidFieldInCdb(2, 7));
        }
        int pointer = cdb.u16(5);
        if (pointer > lastParameter(page)) {
            return Plan.check(Sense.invalidFieldInCdb(5, 7));
        }
        return new Plan.ReportLog(page, subpages, control == DEFAULT_CUMULATIVE, pointer, cdb.u16(7));
    }

    /** PCR without a list clears; a list would set values, and none of these may be set but to zero. */
    static Plan select(Cdb cdb) {
        int page = cdb.u8(2) & 0x3F;
        if (!has(page)) {
            return Plan.check(Sense.invalidFieldInCdb(2, 5));
        }
        if (cdb.u8(3) != 0) {
            return Plan.check(Sense.invalidFieldInCdb(3, 7));
        }
        if (cdb.u16(7) != 0) {
            return Plan.check(Sense.invalidFieldInCdb(7, 7));
        }
        return cdb.bit(1, PCR) ? new Plan.ClearLog(page) : Plan.GOOD;
    }

    /** The counters after a LOG SELECT that clears {@code page}, or every one for page 00h. */
    static LogCounters cleared(int page, LogCounters now) {
        boolean all = page == SUPPORTED;
        return new LogCounters(
                all || page == WRITE_ERRORS ? Group.ZERO : now.written(),
                all || page == READ_ERRORS ? Group.ZERO : now.read(),
                all || page == VERIFY_ERRORS ? Group.ZERO : now.verified(),
                all || page == NON_MEDIUM_ERRORS ? 0 : now.otherErrors());
    }

    private static boolean has(int page) {
        for (byte known : PAGES) {
            if (known == page) {
                return true;
            }
        }
        return false;
    }

    private static int lastParameter(int page) {
        return switch (page) {
            case WRITE_ERRORS, READ_ERRORS, VERIFY_ERRORS -> TOTAL_UNCORRECTED;
            default -> 0;
        };
    }

    static Plan reply(Plan.ReportLog asked, LogCounters now) {
        LogCounters counters = asked.zero() ? LogCounters.ZERO : now;
        byte[] parameters = switch (asked.page()) {
            case WRITE_ERRORS -> group(counters.written(), asked.pointer());
            case READ_ERRORS -> group(counters.read(), asked.pointer());
            case VERIFY_ERRORS -> group(counters.verified(), asked.pointer());
            case NON_MEDIUM_ERRORS -> parameter(0, COUNTER, longBytes(counters.otherErrors()));
            case INFORMATIONAL_EXCEPTIONS -> parameter(0, LIST, new byte[] {0, 0, UNKNOWN_TEMPERATURE, 0});
            default -> asked.subpages() ? pagesAndSubpages() : PAGES.clone();
        };
        int first = asked.page() | (asked.subpages() ? SUBPAGE_FORMAT : 0) | DISABLE_SAVE;
        if (asked.page() == SUPPORTED) {
            first &= ~DISABLE_SAVE;
        }
        byte[] data = ByteBuffer.allocate(HEADER_BYTES + parameters.length)
                .put((byte) first)
                .put((byte) (asked.subpages() ? ALL_SUBPAGES : 0))
                .putShort((short) parameters.length)
                .put(parameters)
                .array();
        return Plan.Reply.of(data, asked.allocationLength());
    }

    private static byte[] pagesAndSubpages() {
        ByteBuffer out = ByteBuffer.allocate(2 * PAGES.length + 2);
        out.put((byte) SUPPORTED).put((byte) 0).put((byte) SUPPORTED).put((byte) ALL_SUBPAGES);
        for (int i = 1; i < PAGES.length; i++) {
            out.put(PAGES[i]).put((byte) 0);
        }
        return out.array();
    }

    private static byte[] group(Group counters, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] codes = {TOTAL_CORRECTED, TOTAL_BYTES, TOTAL_UNCORRECTED};
        long[] values = {0, counters.bytes(), counters.uncorrected()};
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] >= from) {
                out.writeBytes(parameter(codes[i], COUNTER, longBytes(values[i])));
            }
        }
        return out.toByteArray();
    }

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] parameter(int code, int control, byte[] value) {
        return ByteBuffer.allocate(HEADER_BYTES + value.length)
                .putShort((short) code)
                .put((byte) control)
                .put((byte) value.length)
                .put(value)
                .array();
    }
}
