package dev.targetnode.core.target;

import dev.targetnode.core.scsi.UnitAttention;

/** What resets a logical unit (SAM-5 6.3.3, RFC 7143 11.5.1). */
public enum ResetKind {
    LOGICAL_UNIT(UnitAttention.BUS_DEVICE_RESET_FUNCTION),
    /** As a reset of each logical unit of the target. */
    TARGET_WARM(UnitAttention.BUS_DEVICE_RESET_FUNCTION),
    /** As well, and to be treated as a power on: the sessions end after it. */
    TARGET_COLD(UnitAttention.POWER_ON);

    private final UnitAttention attention;

    ResetKind(UnitAttention attention) {
        this.attention = attention;
    }

    /** What it establishes for every I_T nexus. */
    public UnitAttention attention() {
        return attention;
    }
}
