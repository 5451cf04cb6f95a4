package dev.targetnode.core.scsi;

/** What the reservations of a logical unit leave to one I_T nexus: the projection on which the gate decides. */
public enum ReservationAccess {
    /** No reservation, or one that this nexus holds or has a registered share in. */
    UNRESTRICTED,
    /** Another nexus holds a RESERVE (SPC-2 5.5.1). */
    RESERVED_BY_OTHER,
    /** A persistent reservation lets this nexus read (SPC-4 5.13.2). */
    WRITE_EXCLUSIVE_BY_OTHER,
    /** A persistent reservation keeps this nexus out (SPC-4 5.13.2). */
    EXCLUSIVE_ACCESS_BY_OTHER
}
