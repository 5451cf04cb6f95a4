package dev.targetnode.core.scsi;

/**
 * Unit attention conditions (SAM-5 5.14), of several that are pending, the one with the lowest precedence number is
 * reported first.
 */
public enum UnitAttention {
    POWER_ON(0, 0x29, 0x00, Kind.RESET),
    POWER_ON_OCCURRED(1, 0x29, 0x01, Kind.RESET),
    BUS_RESET(2, 0x29, 0x02, Kind.RESET),
    /** A LOGICAL UNIT RESET or TARGET RESET task management function. */
    BUS_DEVICE_RESET_FUNCTION(3, 0x29, 0x03, Kind.RESET),
    DEVICE_INTERNAL_RESET(4, 0x29, 0x04, Kind.RESET),
    I_T_NEXUS_LOSS(5, 0x29, 0x07, Kind.RESET),
    MEDIUM_MAY_HAVE_CHANGED(6, 0x28, 0x00, Kind.OTHER),
    CAPACITY_DATA_CHANGED(7, 0x2A, 0x09, Kind.OTHER),
    RESERVATIONS_PREEMPTED(8, 0x2A, 0x03, Kind.OTHER),
    RESERVATIONS_RELEASED(9, 0x2A, 0x04, Kind.OTHER),
    REGISTRATIONS_PREEMPTED(10, 0x2A, 0x05, Kind.OTHER),
    ASYMMETRIC_ACCESS_STATE_CHANGED(11, 0x2A, 0x06, Kind.OTHER),
    COMMANDS_CLEARED_BY_ANOTHER_INITIATOR(12, 0x2F, 0x00, Kind.OTHER),
    MODE_PARAMETERS_CHANGED(13, 0x2A, 0x01, Kind.OTHER),
    INQUIRY_DATA_HAS_CHANGED(14, 0x3F, 0x03, Kind.OTHER),
    REPORTED_LUNS_DATA_HAS_CHANGED(15, 0x3F, 0x0E, Kind.INVENTORY),
    THIN_PROVISIONING_SOFT_THRESHOLD_REACHED(16, 0x38, 0x07, Kind.OTHER),
    LOG_PARAMETERS_CHANGED(17, 0x2A, 0x02, Kind.OTHER);

    private enum Kind {
        RESET,
        INVENTORY,
        OTHER
    }

    private final int precedence;
    private final int asc;
    private final int ascq;
    private final Kind kind;

    UnitAttention(int precedence, int asc, int ascq, Kind kind) {
        this.precedence = precedence;
        this.asc = asc;
        this.ascq = ascq;
        this.kind = kind;
    }

    /** 0 for the most important; no two are alike. */
    public int precedence() {
        return precedence;
    }

    /** What reports it. */
    public Sense sense() {
        return Sense.of(SenseKey.UNIT_ATTENTION, asc, ascq);
    }

    /** True for the power on, reset and nexus loss conditions, of which only the strongest stays pending. */
    public boolean isReset() {
        return kind == Kind.RESET;
    }

    /**
     * True where reporting it, or a REPORT LUNS, ends the condition on every logical unit that the I_T nexus reaches
     * (SAM-5 5.14).
     */
    public boolean clearedOnEveryLogicalUnit() {
        return kind == Kind.INVENTORY;
    }
}
