package dev.targetnode.core.scsi;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The mode pages of a disk, in the four versions that MODE SENSE can ask for, and what MODE SELECT may change in them. */
final class ModePages {
    /** PAGE CODE for every page. */
    static final int ALL = 0x3F;

    private static final int READ_WRITE_ERROR_RECOVERY = 0x01;
    private static final int CACHING = 0x08;
    private static final int CONTROL = 0x0A;
    private static final int INFORMATIONAL_EXCEPTIONS = 0x1C;
    /** The page can be saved. */
    static final int PS = 0x80;

    private static final int WCE = 0x04;
    private static final int D_SENSE = 0x04;
    private static final int SWP = 0x08;
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

    /** One page of {@link #has}. */
    static byte[] page(int code, PageControl control, DiskState disk) {
        if (control == PageControl.CHANGEABLE) {
            return changeable(code, disk);
        }
        ModeSettings settings = switch (control) {
            case DEFAULT -> disk.defaults();
            case SAVED -> disk.saved();
            default -> disk.modes();
        };
        return switch (code) {
            case READ_WRITE_ERROR_RECOVERY -> errorRecovery();
            case CACHING -> caching(settings.cache());
            case CONTROL -> control(settings.control());
            default -> informationalExceptions();
        };
    }

    /** The fields whose change has its effect: WCE, unless configuration has decided it; D_SENSE and SWP. */
    private static byte[] changeable(int code, DiskState disk) {
        byte[] page = page(code, PageControl.CURRENT, disk);
        Arrays.fill(page, 2, page.length, (byte) 0);
        if (code == CACHING && disk.defaults().cache().canBeSwitched()) {
            page[2] = WCE;
        } else if (code == CONTROL) {
            page[2] = D_SENSE;
            page[4] = SWP;
        }
        return page;
    }

    /** The settings after a page of {@code code} with these bytes, which differ in changeable fields only. */
    static ModeSettings changed(int code, byte[] page, ModeSettings before, DiskState disk) {
        boolean writeCache = before.cache().writeCacheEnabled();
        ControlMode control = before.control();
        return switch (code) {
            case CACHING ->
                disk.defaults().with((page[2] & WCE) != 0, control.descriptorSense(), control.softwareWriteProtect());
            case CONTROL -> disk.defaults().with(writeCache, (page[2] & D_SENSE) != 0, (page[4] & SWP) != 0);
            default -> before;
        };
    }

    private static byte[] blank(int code, int bytes) {
        byte[] page = new byte[bytes];
        page[0] = (byte) (code == CACHING || code == CONTROL ? PS | code : code);
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
        page[2] = (byte) (cache.writeCacheEnabled() ? WCE : 0);
        return page;
    }

    /** SPC-4 7.5.8: QUEUE ALGORITHM MODIFIER 1 (unrestricted reordering of SIMPLE commands), QERR 0. */
    private static byte[] control(ControlMode mode) {
        byte[] page = blank(CONTROL, 12);
        page[2] = (byte) ((mode.perNexusTaskSets() ? 0x20 : 0) | (mode.descriptorSense() ? D_SENSE : 0));
        page[3] = 0x10;
        page[4] = (byte) (mode.softwareWriteProtect() ? SWP : 0);
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
