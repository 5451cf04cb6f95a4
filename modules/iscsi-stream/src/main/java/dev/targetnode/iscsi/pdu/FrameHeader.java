package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * The lengths of one frame: BHS, AHS, header digest, data segment, padding, data digest (RFC 7143 11.2, 11.2.3). All are
 * within the limits that {@link #check} was given, so the total fits an int with room to spare.
 *
 * @param ahsBytes total AHS length in bytes, a multiple of 4
 * @param dataBytes data segment without padding
 * @param headerDigestBytes 0 or 4
 * @param dataDigestBytes 0 or 4; 0 when there is no data segment
 */
public record FrameHeader(int ahsBytes, int dataBytes, int headerDigestBytes, int dataDigestBytes)
        implements FrameCheck {

    /**
     * Reads the lengths from 48 readable bytes without moving the reader index. Pure; allocates nothing but the result.
     *
     * @param headerDigest whether HeaderDigest=CRC32C is in force
     * @param dataDigest whether DataDigest=CRC32C is in force
     */
    public static FrameCheck check(ByteBuf bhs, boolean headerDigest, boolean dataDigest, FrameLimits limits) {
        int start = bhs.readerIndex();
        int ahsBytes = bhs.getUnsignedByte(start + Bhs.TOTAL_AHS_LENGTH) * Bhs.PAD_BYTES;
        int dataBytes = bhs.getUnsignedMedium(start + Bhs.DATA_SEGMENT_LENGTH);
        if (ahsBytes > limits.ahsBytesMax()) {
            return new FrameTooLong("TotalAHSLength is " + ahsBytes + " bytes, at most " + limits.ahsBytesMax());
        }
        if (dataBytes > limits.dataSegmentBytesMax()) {
            return new FrameTooLong("DataSegmentLength is " + dataBytes + ", at most " + limits.dataSegmentBytesMax());
        }
        // A data segment of zero length implies a data digest of zero length (RFC 7143 11.2.3).
        return new FrameHeader(
                ahsBytes, dataBytes, headerDigest ? Digest.BYTES : 0, dataDigest && dataBytes > 0 ? Digest.BYTES : 0);
    }

    /** BHS and AHS: what the header digest covers. */
    public int headerBytes() {
        return Bhs.BYTES + ahsBytes;
    }

    /** Zero bytes after the data segment, 0..3. */
    public int paddingBytes() {
        return Bhs.padding(dataBytes);
    }

    /** Data segment and padding: what the data digest covers. */
    public int paddedDataBytes() {
        return dataBytes + paddingBytes();
    }

    /** The whole frame. */
    public int totalBytes() {
        return headerBytes() + headerDigestBytes + paddedDataBytes() + dataDigestBytes;
    }
}
