package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * SCSI Response (RFC 7143 11.4). Its data segment, if any, is SenseLength, sense data and response data (11.4.7).
 *
 * @param response the iSCSI service response
 * @param status SCSI status code, one byte
 * @param residual O and U
 * @param residualCount Residual Count in bytes, 0 when residual is NONE
 * @param bidirectionalResidual o and u
 * @param bidirectionalResidualCount Bidirectional Read Residual Count in bytes
 * @param initiatorTaskTag Initiator Task Tag
 * @param snackTag SNACK Tag, 0 unless R-Data was resent
 * @param statSn StatSN
 * @param expCmdSn ExpCmdSN
 * @param maxCmdSn MaxCmdSN
 * @param expDataSn number of Data-In and R2T PDUs sent for the command
 * @param data the data segment, not owned
 */
public record ScsiResponse(
        IscsiResponse response,
        int status,
        Residual residual,
        long residualCount,
        Residual bidirectionalResidual,
        long bidirectionalResidualCount,
        int initiatorTaskTag,
        int snackTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        int expDataSn,
        ByteBuf data)
        implements TargetPdu {
    /** Checks our own values against the width of their fields. */
    public ScsiResponse {
        Unsigned.check8(status, "status");
        Unsigned.check32(residualCount, "residualCount");
        Unsigned.check32(bidirectionalResidualCount, "bidirectionalResidualCount");
    }

    @Override
    public Opcode opcode() {
        return Opcode.SCSI_RESPONSE;
    }

    @Override
    public ScsiResponse withSerials(int newStatSn, int newExpCmdSn, int newMaxCmdSn) {
        return new ScsiResponse(
                response,
                status,
                residual,
                residualCount,
                bidirectionalResidual,
                bidirectionalResidualCount,
                initiatorTaskTag,
                snackTag,
                newStatSn,
                newExpCmdSn,
                newMaxCmdSn,
                expDataSn,
                data);
    }
}
