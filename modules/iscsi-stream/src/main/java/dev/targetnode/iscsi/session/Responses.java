package dev.targetnode.iscsi.session;

import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.iscsi.pdu.DataIn;
import dev.targetnode.iscsi.pdu.IscsiResponse;
import dev.targetnode.iscsi.pdu.Residual;
import dev.targetnode.iscsi.pdu.ScsiResponse;
import dev.targetnode.iscsi.pdu.SenseSegment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** How a completion looks on the wire: pure functions from what happened to PDUs (RFC 7143 11.4, 11.7). */
final class Responses {
    private static final int NO_TRANSFER_TAG = 0xFFFF_FFFF;

    private Responses() {}

    /**
     * The residual of a command (RFC 7143 11.4.5).
     *
     * @param kind over, under or none
     * @param bytes the residual count
     */
    record ResidualCount(Residual kind, long bytes) {
        private static final ResidualCount NONE = new ResidualCount(Residual.NONE, 0);

        /**
         * Compares what the initiator expected with what the command wanted to move and what it has moved.
         *
         * @param expectedBytes Expected Data Transfer Length
         * @param wantedBytes what the command would have moved without that limit
         */
        static ResidualCount of(long expectedBytes, long wantedBytes) {
            if (wantedBytes > expectedBytes) {
                return new ResidualCount(Residual.OVERFLOW, Math.min(wantedBytes - expectedBytes, 0xFFFF_FFFFL));
            }
            return wantedBytes < expectedBytes
                    ? new ResidualCount(Residual.UNDERFLOW, expectedBytes - wantedBytes)
                    : NONE;
        }
    }

    /** A SCSI Response; with sense data in its data segment where there is some (11.4.7). */
    static ScsiResponse response(
            int initiatorTaskTag,
            ScsiStatus status,
            @Nullable Sense sense,
            boolean descriptorSense,
            ResidualCount residual,
            int expDataSn,
            int expCmdSn,
            int maxCmdSn) {
        ByteBuf segment = Unpooled.EMPTY_BUFFER;
        if (sense != null) {
            byte[] bytes = sense.encode(descriptorSense);
            segment = Unpooled.directBuffer(Short.BYTES + bytes.length);
            SenseSegment.encode(bytes, segment);
        }
        return new ScsiResponse(
                IscsiResponse.COMMAND_COMPLETED,
                status.code(),
                residual.kind(),
                residual.bytes(),
                Residual.NONE,
                0,
                initiatorTaskTag,
                0,
                0,
                expCmdSn,
                maxCmdSn,
                expDataSn,
                segment);
    }

    /** One Data-In; with status in the last of a command that ends with GOOD (11.7.3). */
    static DataIn dataIn(
            int initiatorTaskTag,
            ByteBuf segment,
            int offsetBytes,
            int dataSn,
            boolean endsSequence,
            @Nullable ResidualCount status,
            int expCmdSn,
            int maxCmdSn) {
        return new DataIn(
                endsSequence,
                false,
                status != null,
                0,
                status == null ? Residual.NONE : status.kind(),
                status == null ? 0 : status.bytes(),
                0,
                initiatorTaskTag,
                NO_TRANSFER_TAG,
                0,
                expCmdSn,
                maxCmdSn,
                dataSn,
                offsetBytes,
                segment);
    }
}
