package dev.targetnode.mgmt.config;

/** A digest of CHAP (RFC 7143 12.1.3), spelled as open-iscsi spells it. */
public enum ChapDigest {
    /** Number 5; weak, but the only one that every initiator has. */
    MD5("MD5"),
    /** Number 6. */
    SHA1("SHA1"),
    /** Number 7. */
    SHA256("SHA256"),
    /** Number 8. */
    SHA3_256("SHA3-256");

    private final String spelling;

    ChapDigest(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String toString() {
        return spelling;
    }
}
