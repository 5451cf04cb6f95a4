package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Decodes the SCSI Command (RFC 7143 11.3) and its additional header segments (11.2.2). */
final class ScsiCommandDecoder {
    private static final int AHS_TYPE_OFFSET = 2;
    private static final int AHS_SPECIFIC_OFFSET = 3;
    private static final int AHS_TYPE_MASK = 0x3f;
    /** The reserved byte 3 and one byte of CDB: a CDB of 17 bytes, the least that may use this AHS. */
    private static final int AHS_EXTENDED_CDB_LENGTH_MIN = 2;

    private ScsiCommandDecoder() {}

    static DecodeResult decode(BhsReader in, ByteBuf ahs, ByteBuf data) {
        boolean last = in.flag(Bhs.FINAL_BIT);
        boolean read = in.flag(Bhs.READ_BIT);
        boolean write = in.flag(Bhs.WRITE_BIT);
        TaskAttribute attribute = TaskAttribute.ofCode(in.u8(Bhs.FLAGS) & Bhs.ATTRIBUTE_MASK);
        long expectedLength = in.u32(Bhs.EXPECTED_DATA_TRANSFER_LENGTH);
        if (attribute == null) {
            return PduDecoder.invalidField("reserved task attribute (11.3.1)");
        }
        if (!last && !write) {
            return PduDecoder.invalidField("F and W both 0 (11.3.1)");
        }
        if (in.initiatorTaskTag() == Bhs.RESERVED_TAG) {
            return PduDecoder.protocolError("reserved Initiator Task Tag (11.2.1.8)");
        }
        AdditionalHeaders more = AdditionalHeaders.NONE;
        if (ahs.isReadable()) {
            more = readAhs(ahs);
            if (more.malformed() != null) {
                return more.malformed();
            }
        }
        if (read && write && more.bidirectionalReadLength() == ScsiCommand.NO_BIDIRECTIONAL_READ) {
            return PduDecoder.invalidField("bidirectional without the AHS that it must have (11.3.4)");
        }
        if (!read && !write && (expectedLength != 0 || more.bidirectionalReadLength() > 0)) {
            return PduDecoder.invalidField("a transfer is expected with R and W both 0 (11.3.1)");
        }
        return new ScsiCommand(
                in.immediate(),
                last,
                read,
                write,
                attribute,
                in.lun(),
                in.initiatorTaskTag(),
                expectedLength,
                in.cmdSn(),
                in.expStatSn(),
                in.raw64(Bhs.CDB),
                in.raw64(Bhs.CDB + Long.BYTES),
                more.extension(),
                more.bidirectionalReadLength(),
                data);
    }

    private record AdditionalHeaders(
            CdbExtension extension,
            long bidirectionalReadLength,
            @Nullable Malformed malformed) {
        static final AdditionalHeaders NONE =
                new AdditionalHeaders(CdbExtension.NONE, ScsiCommand.NO_BIDIRECTIONAL_READ, null);

        static AdditionalHeaders refused(String why) {
            return new AdditionalHeaders(
                    NONE.extension, NONE.bidirectionalReadLength, PduDecoder.invalidField("AHS: " + why));
        }
    }

    private static AdditionalHeaders readAhs(ByteBuf ahs) {
        CdbExtension extension = CdbExtension.NONE;
        long bidirectionalReadLength = ScsiCommand.NO_BIDIRECTIONAL_READ;
        int at = ahs.readerIndex();
        int end = ahs.writerIndex();
        while (at < end) {
            if (end - at < Bhs.PAD_BYTES) {
                return AdditionalHeaders.refused("cut short (11.2.2)");
            }
            int length = ahs.getUnsignedShort(at); // without AHSLength, AHSType and padding (11.2.2.2)
            int type = ahs.getUnsignedByte(at + AHS_TYPE_OFFSET) & AHS_TYPE_MASK;
            int next = at + AHS_SPECIFIC_OFFSET + length + Bhs.padding(AHS_SPECIFIC_OFFSET + length);
            if (next > end) {
                return AdditionalHeaders.refused("AHSLength beyond TotalAHSLength (11.2.2.2)");
            }
            if (type == Ahs.TYPE_EXTENDED_CDB) {
                int bytes = length - 1;
                if (length < AHS_EXTENDED_CDB_LENGTH_MIN || bytes > CdbExtension.MAX_BYTES || extension.length() > 0) {
                    return AdditionalHeaders.refused("extended CDB of a wrong length, or twice (11.2.2.3)");
                }
                byte[] tail = new byte[bytes];
                ahs.getBytes(at + AHS_SPECIFIC_OFFSET + 1, tail);
                extension = CdbExtension.of(tail);
            } else if (type == Ahs.TYPE_BIDIRECTIONAL_READ) {
                if (length != Ahs.BIDIRECTIONAL_READ_LENGTH
                        || bidirectionalReadLength != ScsiCommand.NO_BIDIRECTIONAL_READ) {
                    return AdditionalHeaders.refused("bidirectional read of a wrong length, or twice (11.2.2.4)");
                }
                bidirectionalReadLength = ahs.getUnsignedInt(at + AHS_SPECIFIC_OFFSET + 1);
            } else {
                return AdditionalHeaders.refused("reserved type " + type + " (11.2.2.1)");
            }
            at = next;
        }
        return new AdditionalHeaders(extension, bidirectionalReadLength, null);
    }
}
