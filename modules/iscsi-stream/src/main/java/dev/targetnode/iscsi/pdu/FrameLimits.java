package dev.targetnode.iscsi.pdu;

/**
 * The most that a peer may announce in one BHS.
 *
 * @param ahsBytesMax total of additional header segments, 0..{@link #AHS_BYTES_MAX}
 * @param dataSegmentBytesMax data segment without padding, 0..{@link #DATA_SEGMENT_BYTES_MAX}; our declared
 *     MaxRecvDataSegmentLength (RFC 7143 13.12), 8192 until it is declared
 */
public record FrameLimits(int ahsBytesMax, int dataSegmentBytesMax) {
    /** What TotalAHSLength can express: 255 words (RFC 7143 11.2.1.5). */
    public static final int AHS_BYTES_MAX = 255 * Bhs.PAD_BYTES;
    /** What DataSegmentLength can express (RFC 7143 11.2.1.6). */
    public static final int DATA_SEGMENT_BYTES_MAX = (1 << 24) - 1;
    /** The default MaxRecvDataSegmentLength (RFC 7143 13.12). */
    public static final int DATA_SEGMENT_BYTES_DEFAULT = 8192;
    /** The AHS that a SCSI Command with the longest extended CDB and a bidirectional read length has. */
    public static final int AHS_BYTES_USEFUL = 4 + CdbExtension.MAX_BYTES + 8;

    /** The login phase: default data segment, AHS as far as one is of use. */
    public static final FrameLimits LOGIN = new FrameLimits(AHS_BYTES_USEFUL, DATA_SEGMENT_BYTES_DEFAULT);

    /** Checks our own settings. */
    public FrameLimits {
        if (ahsBytesMax < 0 || ahsBytesMax > AHS_BYTES_MAX) {
            throw new IllegalArgumentException("ahsBytesMax is " + ahsBytesMax + ", at most " + AHS_BYTES_MAX);
        }
        if (dataSegmentBytesMax < 0 || dataSegmentBytesMax > DATA_SEGMENT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "dataSegmentBytesMax is " + dataSegmentBytesMax + ", at most " + DATA_SEGMENT_BYTES_MAX);
        }
    }
}
