package dev.targetnode.core.scsi;

import org.jspecify.annotations.Nullable;

/** Task attributes (SAM-5 8.6). */
public enum TaskAttribute {
    SIMPLE,
    ORDERED,
    HEAD_OF_QUEUE,
    /** Never accepted: without NACA no auto contingent allegiance exists, so 49/00 (SAM-5 8.6). */
    ACA;

    /**
     * The ATTR field of a SCSI Command PDU (RFC 7143 11.3.1); untagged counts as SIMPLE.
     *
     * @return null for the reserved values 5 to 7
     */
    public static @Nullable TaskAttribute ofIscsi(int attr) {
        return switch (attr) {
            case 0, 1 -> SIMPLE;
            case 2 -> ORDERED;
            case 3 -> HEAD_OF_QUEUE;
            case 4 -> ACA;
            default -> null;
        };
    }
}
