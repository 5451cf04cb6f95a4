package dev.targetnode.mgmt.config;

/** The LUN format of REPORT LUNS, {@code addr_method} (SAM-5 4.7.7). */
public enum AddressMethod {
    /** Peripheral device addressing up to LUN 255, flat space addressing above. */
    PERIPHERAL,
    /** Flat space addressing. */
    FLAT,
    /** Logical unit addressing. */
    LUN
}
