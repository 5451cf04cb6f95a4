package dev.targetnode.mgmt.config;

/** A value of HeaderDigest and DataDigest (RFC 7143 13.1). */
public enum DigestMethod {
    /** No digest. */
    NONE,
    /** CRC32C over the header or the data segment. */
    CRC32C
}
