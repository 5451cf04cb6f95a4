package dev.targetnode.core.scsi;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The mode pages of a disk, in the three versions that MODE SENSE can ask for. */
final class ModePages {
    /** PAGE CODE for every page. */
    static final int ALL = 0x3F;

    private static final int READ_WRITE_ERROR_RECOVERY = 0x01;
    private static final int CACHING = 0x08;
    private static final int CONTROL = 0x0A;
    private static final int INFORMATIONAL_EXCEPTIONS = 0x1C;
    private static final int[] CODES = {READ_WRITE_ERROR_RECOVERY, CACHING, CONTROL, INFORMATIONAL_EXCEPTIONS};

    /** PC of MODE SENSE (SPC-4 6.13.1). */
    enum PageControl {
        CURRENT,
        CHANGEABLE,
        DEFAULT,
        SAVED;

        static PageControl of(int bits) {
            return values()[bits & 3];
        }
    }

    private ModePages() {}

    static boolean has(int code) {
        for (int known : CODES) {
            if (known == code) {
                return true;
            }
        }
        return false;
    }

    /** One page, or all in ascending order. */
    static byte[] encode(int code, PageControl control, DiskState disk) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int known : CODES) {
            if (code == ALL || code == known) {
                out.writeBytes(page(known, control, disk));
            }
        }
        return out.toByteArray();
    }

    private static byte[] page(int code, PageControl control, DiskState disk) {
        ControlMode mode = control == PageControl.DEFAULT ? defaults(disk) : disk.control();
        byte[] page = switch (code) {
            case READ_WRITE_ERROR_RECOVERY -> errorRecovery();
            case CACHING -> caching(disk.cache());
            case CONTROL -> control(mode);
            default -> informationalExceptions();
        };
        if (control == PageControl.CHANGEABLE) { // no field can be changed: there is no MODE SELECT in the table
            Arrays.fill(page, 2, page.length, (byte) 0);
        }
        return page;
    }

    /** TST belongs to the configuration, so its default is what was configured. */
    private static ControlMode defaults(DiskState disk) {
        ControlMode plain = ControlMode.DEFAULT;
        return new ControlMode(
                disk.control().perNexusTaskSets(),
                plain.descriptorSense(),
                plain.softwareWriteProtect(),
                plain.taskAbortedStatus());
    }

    private static byte[] blank(int code, int bytes) {
        byte[] page = new byte[bytes];
        page[0] = (byte) code; // PS 0: nothing is saved
        page[1] = (byte) (bytes - 2);
        return page;
    }

    /** SBC-3 6.4.8: AWRE and ARRE, since the store below reallocates by itself; no retries of our own. */
    private static byte[] errorRecovery() {
        byte[] page = blank(READ_WRITE_ERROR_RECOVERY, 12);
        page[2] = (byte) 0xC0;
        return page;
    }

    /** SBC-3 6.4.6: WCE; reads are cached (RCD 0) and read-ahead is not disabled (DRA 0). */
    private static byte[] caching(CachePolicy cache) {
        byte[] page = blank(CACHING, 20);
        page[2] = (byte) (cache.writeCacheEnabled() ? 0x04 : 0);
        return page;
    }

    /** SPC-4 7.5.8: QUEUE ALGORITHM MODIFIER 1 (unrestricted reordering of SIMPLE commands), QERR 0. */
    private static byte[] control(ControlMode mode) {
        byte[] page = blank(CONTROL, 12);
        page[2] = (byte) ((mode.perNexusTaskSets() ? 0x20 : 0) | (mode.descriptorSense() ? 0x04 : 0));
        page[3] = 0x10;
        page[4] = (byte) (mode.softwareWriteProtect() ? 0x08 : 0);
        page[5] = (byte) (mode.taskAbortedStatus() ? 0x40 : 0);
        return page;
    }

    /** SBC-3 6.4.7: DEXCPT, since no failure is ever predicted. */
    private static byte[] informationalExceptions() {
        byte[] page = blank(INFORMATIONAL_EXCEPTIONS, 12);
        page[2] = 0x08;
        return page;
    }
}
