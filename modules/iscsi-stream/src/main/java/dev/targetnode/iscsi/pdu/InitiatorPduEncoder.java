package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/** Headers of the PDUs that initiators send, but for the SCSI Command. */
final class InitiatorPduEncoder {
    private InitiatorPduEncoder() {}

    static void nopOut(NopOut pdu, int dataBytes, ByteBuf out) {
        int start = begin(pdu, Bhs.FINAL_BIT, dataBytes, out);
        out.setLong(start + Bhs.LUN, pdu.lun());
        out.setInt(start + Bhs.TARGET_TRANSFER_TAG, pdu.targetTransferTag());
    }

    static void taskManagement(TaskManagementRequest pdu, ByteBuf out) {
        int start = begin(pdu, Bhs.FINAL_BIT | pdu.functionCode(), 0, out);
        out.setLong(start + Bhs.LUN, pdu.lun());
        out.setInt(start + Bhs.REFERENCED_TASK_TAG, pdu.referencedTaskTag());
        out.setInt(start + Bhs.REF_CMD_SN, pdu.refCmdSn());
        out.setInt(start + Bhs.DATA_SN, pdu.expDataSn());
    }

    static void login(LoginRequest pdu, int dataBytes, ByteBuf out) {
        int flags = loginFlags(pdu.transit(), pdu.more(), pdu.currentStage(), pdu.nextStage());
        int start = begin(pdu, flags, dataBytes, out);
        out.setByte(start + Bhs.VERSION_MAX, pdu.versionMax());
        out.setByte(start + Bhs.VERSION_MIN, pdu.versionMin());
        session(out, start, pdu.isid(), pdu.tsih());
        out.setShort(start + Bhs.CID, pdu.cid());
    }

    static void text(TextRequest pdu, int dataBytes, ByteBuf out) {
        int flags = (pdu.last() ? Bhs.FINAL_BIT : 0) | (pdu.more() ? Bhs.CONTINUE_BIT : 0);
        int start = begin(pdu, flags, dataBytes, out);
        out.setLong(start + Bhs.LUN, pdu.lun());
        out.setInt(start + Bhs.TARGET_TRANSFER_TAG, pdu.targetTransferTag());
    }

    static void dataOut(DataOut pdu, int dataBytes, ByteBuf out) {
        int start = PduEncoder.begin(out, Opcode.DATA_OUT.code(), pdu.last() ? Bhs.FINAL_BIT : 0, dataBytes);
        out.setLong(start + Bhs.LUN, pdu.lun());
        PduEncoder.tags(out, start, pdu.initiatorTaskTag(), pdu.targetTransferTag());
        out.setInt(start + Bhs.EXP_STAT_SN, pdu.expStatSn());
        out.setInt(start + Bhs.DATA_SN, pdu.dataSn());
        out.setInt(start + Bhs.BUFFER_OFFSET, (int) pdu.bufferOffset());
    }

    static void logout(LogoutRequest pdu, ByteBuf out) {
        int start = begin(pdu, Bhs.FINAL_BIT | pdu.reason().code(), 0, out);
        out.setShort(start + Bhs.CID, pdu.cid());
    }

    static void snack(SnackRequest pdu, ByteBuf out) {
        int flags = Bhs.FINAL_BIT | pdu.type().code();
        int start = PduEncoder.begin(out, Opcode.SNACK_REQUEST.code(), flags, 0);
        out.setLong(start + Bhs.LUN, pdu.lun());
        PduEncoder.tags(out, start, pdu.initiatorTaskTag(), pdu.targetTransferTag());
        out.setInt(start + Bhs.EXP_STAT_SN, pdu.expStatSn());
        out.setInt(start + Bhs.BEG_RUN, pdu.begRun());
        out.setInt(start + Bhs.RUN_LENGTH, (int) pdu.runLength());
    }

    /** T, C, CSG and NSG of the login PDUs; NSG is reserved, thus 0, without T (RFC 7143 11.12.3). */
    static int loginFlags(boolean transit, boolean more, LoginStage current, LoginStage next) {
        return (transit ? Bhs.TRANSIT_BIT | next.code() : 0)
                | (more ? Bhs.CONTINUE_BIT : 0)
                | current.code() << Bhs.CURRENT_STAGE_SHIFT;
    }

    /** ISID and TSIH of the login PDUs. */
    static void session(ByteBuf out, int start, long isid, int tsih) {
        out.setLong(start + Bhs.ISID, isid << Short.SIZE | tsih);
    }

    private static int begin(CommandPdu pdu, int flags, int dataBytes, ByteBuf out) {
        int start = PduEncoder.begin(out, PduEncoder.firstByte(pdu.opcode(), pdu.immediate()), flags, dataBytes);
        out.setInt(start + Bhs.INITIATOR_TASK_TAG, pdu.initiatorTaskTag());
        out.setInt(start + Bhs.CMD_SN, pdu.cmdSn());
        out.setInt(start + Bhs.EXP_STAT_SN, pdu.expStatSn());
        return start;
    }
}
