package dev.targetnode.core.scsi;

/**
 * The unit attention conditions that are pending for one I_T_L nexus. Immutable; bounded because a condition that is
 * already pending is not entered again (SAM-5 5.14).
 *
 * @param bits one bit for each {@link UnitAttention}, by {@link UnitAttention#precedence}
 */
public record UnitAttentions(int bits) {
    private static final UnitAttention[] ALL = UnitAttention.values();

    static {
        for (int i = 0; i < ALL.length; i++) {
            if (ALL[i].precedence() != i) {
                throw new IllegalStateException(ALL[i] + " is declared out of its precedence");
            }
        }
    }

    /** Nothing pending. */
    public static final UnitAttentions NONE = new UnitAttentions(0);

    /** What a nexus finds at its first contact with a logical unit since that came to be (SAM-5 6.2). */
    public static final UnitAttentions FIRST_CONTACT = NONE.raise(UnitAttention.POWER_ON);

    private static int bit(UnitAttention attention) {
        return 1 << attention.precedence();
    }

    public boolean isEmpty() {
        return bits == 0;
    }

    public boolean contains(UnitAttention attention) {
        return (bits & bit(attention)) != 0;
    }

    /** The one that is reported next. Only where not {@link #isEmpty}. */
    public UnitAttention first() {
        if (bits == 0) {
            throw new IllegalStateException("no unit attention is pending");
        }
        return ALL[Integer.numberOfTrailingZeros(bits)];
    }

    /**
     * Enters a condition. A power on says all that the other conditions could (SAM-5 5.14.5: highest precedence), so it
     * replaces them, and while it is pending a weaker reset adds nothing; among the resets the strongest stays.
     */
    public UnitAttentions raise(UnitAttention attention) {
        if (attention == UnitAttention.POWER_ON) {
            return new UnitAttentions(bit(attention));
        }
        if (!attention.isReset()) {
            return new UnitAttentions(bits | bit(attention));
        }
        int kept = bits;
        for (UnitAttention other : ALL) {
            if (other.isReset() && contains(other)) {
                if (other.precedence() <= attention.precedence()) {
                    return this;
                }
                kept &= ~bit(other);
            }
        }
        return new UnitAttentions(kept | bit(attention));
    }

    /** Without a condition that has been reported. */
    public UnitAttentions clear(UnitAttention attention) {
        int left = bits & ~bit(attention);
        return left == 0 ? NONE : new UnitAttentions(left);
    }

    /** What stays pending once a command that reports no unit attention has been processed (SAM-5 5.14). */
    public UnitAttentions after(Operation operation) {
        return operation == Operation.REPORT_LUNS ? clear(UnitAttention.REPORTED_LUNS_DATA_HAS_CHANGED) : this;
    }
}
