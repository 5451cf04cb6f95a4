package dev.targetnode.iscsi.statistics;

import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.SenseKey;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a command did not end well, as its initiator was told (SAM-5 5.3.1, SPC-4 4.5.6). */
public enum ErrorKind {
    MEDIUM_ERROR,
    HARDWARE_ERROR,
    NOT_READY,
    ILLEGAL_REQUEST,
    DATA_PROTECT,
    ABORTED_COMMAND,
    MISCOMPARE,
    UNIT_ATTENTION,
    OTHER_CHECK,
    RESERVATION_CONFLICT,
    BUSY,
    TASK_SET_FULL,
    TASK_ABORTED;

    /** Null where there is no error. */
    static @Nullable ErrorKind of(ScsiStatus status, @Nullable Sense sense) {
        return switch (status) {
            case GOOD, CONDITION_MET -> null;
            case CHECK_CONDITION -> sense == null ? OTHER_CHECK : of(sense.key());
            case RESERVATION_CONFLICT -> RESERVATION_CONFLICT;
            case BUSY, ACA_ACTIVE -> BUSY;
            case TASK_SET_FULL -> TASK_SET_FULL;
            case TASK_ABORTED -> TASK_ABORTED;
        };
    }

    private static ErrorKind of(SenseKey key) {
        return switch (key) {
            case MEDIUM_ERROR -> MEDIUM_ERROR;
            case HARDWARE_ERROR -> HARDWARE_ERROR;
            case NOT_READY -> NOT_READY;
            case ILLEGAL_REQUEST -> ILLEGAL_REQUEST;
            case DATA_PROTECT -> DATA_PROTECT;
            case ABORTED_COMMAND -> ABORTED_COMMAND;
            case MISCOMPARE -> MISCOMPARE;
            case UNIT_ATTENTION -> UNIT_ATTENTION;
            case NO_SENSE, RECOVERED_ERROR, BLANK_CHECK, COPY_ABORTED, VOLUME_OVERFLOW, COMPLETED -> OTHER_CHECK;
        };
    }

    /** Its key in the log: {@code medium-error}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
