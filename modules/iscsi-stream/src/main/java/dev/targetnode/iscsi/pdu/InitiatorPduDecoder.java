package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/** Decodes the PDUs that initiators send, but for the SCSI Command. */
final class InitiatorPduDecoder {
    private InitiatorPduDecoder() {}

    static DecodeResult decode(Opcode opcode, BhsReader in, ByteBuf data) {
        if (needsTaskTag(opcode) && in.initiatorTaskTag() == Bhs.RESERVED_TAG) {
            return PduDecoder.protocolError("reserved Initiator Task Tag (11.2.1.8)");
        }
        return switch (opcode) {
            case NOP_OUT -> nopOut(in, data);
            case TASK_MANAGEMENT_REQUEST -> taskManagement(in);
            case LOGIN_REQUEST -> login(in, data);
            case TEXT_REQUEST -> text(in, data);
            case DATA_OUT -> dataOut(in, data);
            case LOGOUT_REQUEST -> logout(in);
            case SNACK_REQUEST -> snack(in);
            default -> throw new IllegalArgumentException(opcode + " is decoded elsewhere");
        };
    }

    /** A NOP-Out may want no answer; a status SNACK has no task. */
    private static boolean needsTaskTag(Opcode opcode) {
        return opcode != Opcode.NOP_OUT && opcode != Opcode.SNACK_REQUEST;
    }

    private static DecodeResult nopOut(BhsReader in, ByteBuf data) {
        if (in.initiatorTaskTag() == Bhs.RESERVED_TAG && !in.immediate()) {
            return PduDecoder.protocolError("NOP-Out with reserved Initiator Task Tag is not immediate (11.18.1)");
        }
        return new NopOut(
                in.immediate(),
                in.lun(),
                in.initiatorTaskTag(),
                in.targetTransferTag(),
                in.cmdSn(),
                in.expStatSn(),
                data);
    }

    private static DecodeResult taskManagement(BhsReader in) {
        return new TaskManagementRequest(
                in.immediate(),
                in.u8(Bhs.FLAGS) & Bhs.CODE_MASK,
                in.lun(),
                in.initiatorTaskTag(),
                in.raw32(Bhs.REFERENCED_TASK_TAG),
                in.cmdSn(),
                in.expStatSn(),
                in.raw32(Bhs.REF_CMD_SN),
                in.raw32(Bhs.DATA_SN));
    }

    private static DecodeResult login(BhsReader in, ByteBuf data) {
        boolean transit = in.flag(Bhs.TRANSIT_BIT);
        boolean more = in.flag(Bhs.CONTINUE_BIT);
        LoginStage current = LoginStages.current(in);
        LoginStage next = LoginStages.next(in);
        if (transit && more) {
            return PduDecoder.protocolError("T and C both 1 (11.12.2)");
        }
        if (current == null || next == null) {
            return PduDecoder.invalidField("reserved login stage (11.12.3)");
        }
        return new LoginRequest(
                transit,
                more,
                current,
                next,
                in.u8(Bhs.VERSION_MAX),
                in.u8(Bhs.VERSION_MIN),
                in.isid(),
                in.u16(Bhs.TSIH),
                in.initiatorTaskTag(),
                in.u16(Bhs.CID),
                in.cmdSn(),
                in.expStatSn(),
                data);
    }

    private static DecodeResult text(BhsReader in, ByteBuf data) {
        boolean last = in.flag(Bhs.FINAL_BIT);
        boolean more = in.flag(Bhs.CONTINUE_BIT);
        if (last && more) {
            return PduDecoder.protocolError("F and C both 1 (11.10.2)");
        }
        return new TextRequest(
                in.immediate(),
                last,
                more,
                in.lun(),
                in.initiatorTaskTag(),
                in.targetTransferTag(),
                in.cmdSn(),
                in.expStatSn(),
                data);
    }

    private static DecodeResult dataOut(BhsReader in, ByteBuf data) {
        return new DataOut(
                in.flag(Bhs.FINAL_BIT),
                in.lun(),
                in.initiatorTaskTag(),
                in.targetTransferTag(),
                in.expStatSn(),
                in.raw32(Bhs.DATA_SN),
                in.u32(Bhs.BUFFER_OFFSET),
                data);
    }

    private static DecodeResult logout(BhsReader in) {
        LogoutReason reason = LogoutReason.ofCode(in.u8(Bhs.FLAGS) & Bhs.CODE_MASK);
        if (reason == null) {
            return PduDecoder.invalidField("reserved logout reason (11.14.1)");
        }
        return new LogoutRequest(
                in.immediate(), reason, in.initiatorTaskTag(), in.u16(Bhs.CID), in.cmdSn(), in.expStatSn());
    }

    private static DecodeResult snack(BhsReader in) {
        SnackType type = SnackType.ofCode(in.u8(Bhs.FLAGS) & Bhs.SNACK_TYPE_MASK);
        if (type == null) {
            return PduDecoder.invalidField("reserved SNACK type (11.16.1)");
        }
        return new SnackRequest(
                type,
                in.lun(),
                in.initiatorTaskTag(),
                in.targetTransferTag(),
                in.expStatSn(),
                in.raw32(Bhs.BEG_RUN),
                in.u32(Bhs.RUN_LENGTH));
    }
}
