package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/** Headers of the PDUs that targets send. */
final class TargetPduEncoder {
    private TargetPduEncoder() {}

    static void nopIn(NopIn pdu, int dataBytes, ByteBuf out) {
        int start = begin(pdu, Bhs.FINAL_BIT, dataBytes, out);
        out.setLong(start + Bhs.LUN, pdu.lun());
        PduEncoder.tags(out, start, pdu.initiatorTaskTag(), pdu.targetTransferTag());
    }

    static void scsiResponse(ScsiResponse pdu, int dataBytes, ByteBuf out) {
        int flags =
                Bhs.FINAL_BIT | residualBits(pdu.residual()) | bidirectionalResidualBits(pdu.bidirectionalResidual());
        int start = begin(pdu, flags, dataBytes, out);
        out.setByte(start + Bhs.RESPONSE, pdu.response().code());
        out.setByte(start + Bhs.STATUS, pdu.status());
        out.setInt(start + Bhs.INITIATOR_TASK_TAG, pdu.initiatorTaskTag());
        out.setInt(start + Bhs.SNACK_TAG, pdu.snackTag());
        out.setInt(start + Bhs.DATA_SN, pdu.expDataSn());
        out.setInt(start + Bhs.BIDIRECTIONAL_READ_RESIDUAL_COUNT, (int) pdu.bidirectionalResidualCount());
        out.setInt(start + Bhs.RESIDUAL_COUNT, (int) pdu.residualCount());
    }

    static void taskManagement(TaskManagementResponse pdu, ByteBuf out) {
        int start = begin(pdu, Bhs.FINAL_BIT, 0, out);
        out.setByte(start + Bhs.RESPONSE, pdu.response().code());
        out.setInt(start + Bhs.INITIATOR_TASK_TAG, pdu.initiatorTaskTag());
    }

    static void login(LoginResponse pdu, int dataBytes, ByteBuf out) {
        int flags = InitiatorPduEncoder.loginFlags(pdu.transit(), pdu.more(), pdu.currentStage(), pdu.nextStage());
        int start = begin(pdu, flags, dataBytes, out);
        out.setByte(start + Bhs.VERSION_MAX, pdu.versionMax());
        out.setByte(start + Bhs.VERSION_MIN, pdu.versionActive());
        InitiatorPduEncoder.session(out, start, pdu.isid(), pdu.tsih());
        out.setInt(start + Bhs.INITIATOR_TASK_TAG, pdu.initiatorTaskTag());
        out.setByte(start + Bhs.STATUS_CLASS, pdu.status().statusClass());
        out.setByte(start + Bhs.STATUS_DETAIL, pdu.status().statusDetail());
    }

    static void text(TextResponse pdu, int dataBytes, ByteBuf out) {
        int flags = (pdu.last() ? Bhs.FINAL_BIT : 0) | (pdu.more() ? Bhs.CONTINUE_BIT : 0);
        int start = begin(pdu, flags, dataBytes, out);
        out.setLong(start + Bhs.LUN, pdu.lun());
        PduEncoder.tags(out, start, pdu.initiatorTaskTag(), pdu.targetTransferTag());
    }

    static void dataIn(DataIn pdu, int dataBytes, ByteBuf out) {
        int flags = (pdu.last() ? Bhs.FINAL_BIT : 0)
                | (pdu.acknowledge() ? Bhs.ACKNOWLEDGE_BIT : 0)
                | (pdu.hasStatus() ? Bhs.STATUS_BIT : 0)
                | residualBits(pdu.residual());
        int start = begin(pdu, flags, dataBytes, out);
        out.setByte(start + Bhs.STATUS, pdu.status());
        out.setLong(start + Bhs.LUN, pdu.lun());
        PduEncoder.tags(out, start, pdu.initiatorTaskTag(), pdu.targetTransferTag());
        out.setInt(start + Bhs.DATA_SN, pdu.dataSn());
        out.setInt(start + Bhs.BUFFER_OFFSET, (int) pdu.bufferOffset());
        out.setInt(start + Bhs.RESIDUAL_COUNT, (int) pdu.residualCount());
    }

    static void logout(LogoutResponse pdu, ByteBuf out) {
        int start = begin(pdu, Bhs.FINAL_BIT, 0, out);
        out.setByte(start + Bhs.RESPONSE, pdu.response().code());
        out.setInt(start + Bhs.INITIATOR_TASK_TAG, pdu.initiatorTaskTag());
        out.setShort(start + Bhs.TIME_2_WAIT, pdu.time2Wait());
        out.setShort(start + Bhs.TIME_2_RETAIN, pdu.time2Retain());
    }

    static void readyToTransfer(ReadyToTransfer pdu, ByteBuf out) {
        PduEncoder.readyToTransfer(
                out,
                pdu.lun(),
                pdu.initiatorTaskTag(),
                pdu.targetTransferTag(),
                pdu.statSn(),
                pdu.expCmdSn(),
                pdu.maxCmdSn(),
                pdu.r2tSn(),
                pdu.bufferOffset(),
                pdu.desiredDataTransferLength());
    }

    static void asyncMessage(AsyncMessage pdu, int dataBytes, ByteBuf out) {
        int start = begin(pdu, Bhs.FINAL_BIT, dataBytes, out);
        out.setLong(start + Bhs.LUN, pdu.lun());
        out.setInt(start + Bhs.INITIATOR_TASK_TAG, Bhs.RESERVED_TAG);
        out.setByte(start + Bhs.ASYNC_EVENT, pdu.event().code());
        out.setByte(start + Bhs.ASYNC_VENDOR_CODE, pdu.vendorCode());
        out.setShort(start + Bhs.PARAMETER_1, pdu.parameter1());
        out.setShort(start + Bhs.PARAMETER_2, pdu.parameter2());
        out.setShort(start + Bhs.PARAMETER_3, pdu.parameter3());
    }

    static void reject(Reject pdu, int dataBytes, ByteBuf out) {
        int start = begin(pdu, Bhs.FINAL_BIT, dataBytes, out);
        out.setByte(start + Bhs.RESPONSE, pdu.reason().code());
        out.setInt(start + Bhs.INITIATOR_TASK_TAG, Bhs.RESERVED_TAG);
        out.setInt(start + Bhs.DATA_SN, pdu.dataSn());
    }

    static int residualBits(Residual residual) {
        return switch (residual) {
            case NONE -> 0;
            case OVERFLOW -> Bhs.OVERFLOW_BIT;
            case UNDERFLOW -> Bhs.UNDERFLOW_BIT;
        };
    }

    private static int bidirectionalResidualBits(Residual residual) {
        return switch (residual) {
            case NONE -> 0;
            case OVERFLOW -> Bhs.BIDIRECTIONAL_OVERFLOW_BIT;
            case UNDERFLOW -> Bhs.BIDIRECTIONAL_UNDERFLOW_BIT;
        };
    }

    private static int begin(TargetPdu pdu, int flags, int dataBytes, ByteBuf out) {
        int start = PduEncoder.begin(out, pdu.opcode().code(), flags, dataBytes);
        PduEncoder.serials(out, start, pdu.statSn(), pdu.expCmdSn(), pdu.maxCmdSn());
        return start;
    }
}
