package dev.targetnode.iscsi.pdu;

/** Whether a transfer differed from its expected length (RFC 7143 11.4.5): O and U exclude each other. */
public enum Residual {
    /** As much as expected; the residual count is 0. */
    NONE,
    /** O or o: the residual count is the bytes that did not fit in the expected length. */
    OVERFLOW,
    /** U or u: the residual count is the bytes expected and not transferred. */
    UNDERFLOW
}
