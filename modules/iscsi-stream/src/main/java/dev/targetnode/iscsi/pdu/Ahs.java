package dev.targetnode.iscsi.pdu;

/** Types and lengths of additional header segments (RFC 7143 11.2.2). */
final class Ahs {
    /** Extended CDB (11.2.2.3). */
    static final int TYPE_EXTENDED_CDB = 1;
    /** Expected bidirectional read data length (11.2.2.4). */
    static final int TYPE_BIDIRECTIONAL_READ = 2;
    /** AHSLength of the latter: the reserved byte and four bytes of length. */
    static final int BIDIRECTIONAL_READ_LENGTH = 5;

    private Ahs() {}
}
