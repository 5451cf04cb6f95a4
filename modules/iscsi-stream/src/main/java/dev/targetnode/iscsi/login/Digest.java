package dev.targetnode.iscsi.login;

/** The digests of RFC 7143 13.1 that exist here. */
public enum Digest {
    /** No digest; also the RFC's default. */
    NONE("None"),
    /** CRC32C, the Castagnoli polynomial. */
    CRC32C("CRC32C");

    private final String value;

    Digest(String value) {
        this.value = value;
    }

    /** As it stands in the text. */
    public String value() {
        return value;
    }
}
