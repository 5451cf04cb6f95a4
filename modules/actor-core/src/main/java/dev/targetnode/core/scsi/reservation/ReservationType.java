package dev.targetnode.core.scsi.reservation;

import dev.targetnode.core.scsi.ReservationAccess;
import org.jspecify.annotations.Nullable;

/** The TYPE of a persistent reservation (SPC-4 6.15.3.3). */
public enum ReservationType {
    WRITE_EXCLUSIVE(0x1, true, Share.HOLDER),
    EXCLUSIVE_ACCESS(0x3, false, Share.HOLDER),
    WRITE_EXCLUSIVE_REGISTRANTS_ONLY(0x5, true, Share.REGISTRANTS),
    EXCLUSIVE_ACCESS_REGISTRANTS_ONLY(0x6, false, Share.REGISTRANTS),
    WRITE_EXCLUSIVE_ALL_REGISTRANTS(0x7, true, Share.ALL_HOLD),
    EXCLUSIVE_ACCESS_ALL_REGISTRANTS(0x8, false, Share.ALL_HOLD);

    private enum Share {
        HOLDER,
        REGISTRANTS,
        ALL_HOLD
    }

    private final int code;
    private final boolean othersRead;
    private final Share share;

    ReservationType(int code, boolean othersRead, Share share) {
        this.code = code;
        this.othersRead = othersRead;
        this.share = share;
    }

    /** The type with this code, or null for one that is reserved or obsolete. */
    static @Nullable ReservationType of(int code) {
        for (ReservationType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    /** 1 to 8. */
    public int code() {
        return code;
    }

    /** True where every registered nexus holds the reservation. */
    public boolean allRegistrantsHold() {
        return share == Share.ALL_HOLD;
    }

    /** True where each registered nexus may do all that the holder may. */
    public boolean registrantsShare() {
        return share != Share.HOLDER;
    }

    /** What is left to a nexus that neither holds nor shares the reservation. */
    ReservationAccess leavesToOthers() {
        return othersRead ? ReservationAccess.WRITE_EXCLUSIVE_BY_OTHER : ReservationAccess.EXCLUSIVE_ACCESS_BY_OTHER;
    }
}
