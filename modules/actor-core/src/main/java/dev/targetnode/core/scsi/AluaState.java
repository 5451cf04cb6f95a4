package dev.targetnode.core.scsi;

/** Asymmetric access states of a target port group (SPC-4 5.15.2.4), with their codes. */
public enum AluaState {
    ACTIVE_OPTIMIZED(0x0),
    ACTIVE_NON_OPTIMIZED(0x1),
    STANDBY(0x2),
    UNAVAILABLE(0x3),
    OFFLINE(0xE),
    TRANSITIONING(0xF);

    private final int code;

    AluaState(int code) {
        this.code = code;
    }

    /** The four bits on the wire. */
    public int code() {
        return code;
    }
}
