package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Decodes the PDUs that targets send. */
final class TargetPduDecoder {
    private TargetPduDecoder() {}

    static DecodeResult decode(Opcode opcode, BhsReader in, ByteBuf data) {
        if (needsTaskTag(opcode) && in.initiatorTaskTag() == Bhs.RESERVED_TAG) {
            return PduDecoder.protocolError("reserved Initiator Task Tag (11.2.1.8)");
        }
        return switch (opcode) {
            case NOP_IN -> nopIn(in, data);
            case SCSI_RESPONSE -> scsiResponse(in, data);
            case TASK_MANAGEMENT_RESPONSE -> taskManagement(in);
            case LOGIN_RESPONSE -> login(in, data);
            case TEXT_RESPONSE -> text(in, data);
            case DATA_IN -> dataIn(in, data);
            case LOGOUT_RESPONSE -> logout(in);
            case READY_TO_TRANSFER -> readyToTransfer(in);
            case ASYNC_MESSAGE -> asyncMessage(in, data);
            case REJECT -> reject(in, data);
            default -> throw new IllegalArgumentException(opcode + " is decoded elsewhere");
        };
    }

    private static boolean needsTaskTag(Opcode opcode) {
        return opcode != Opcode.NOP_IN && opcode != Opcode.ASYNC_MESSAGE && opcode != Opcode.REJECT;
    }

    private static DecodeResult nopIn(BhsReader in, ByteBuf data) {
        if (in.initiatorTaskTag() != Bhs.RESERVED_TAG && in.targetTransferTag() != Bhs.RESERVED_TAG) {
            return PduDecoder.protocolError("NOP-In is answer and ping at once (11.19.1)");
        }
        return new NopIn(
                in.lun(),
                in.initiatorTaskTag(),
                in.targetTransferTag(),
                in.statSn(),
                in.expCmdSn(),
                in.maxCmdSn(),
                data);
    }

    private static DecodeResult scsiResponse(BhsReader in, ByteBuf data) {
        IscsiResponse response = IscsiResponse.ofCode(in.u8(Bhs.RESPONSE));
        if (response == null) {
            return PduDecoder.invalidField("reserved or vendor-specific response (11.4.3)");
        }
        // The flags are undefined unless the command completed (11.4.3).
        boolean completed = response == IscsiResponse.COMMAND_COMPLETED;
        Residual residual = completed ? residual(in, Bhs.OVERFLOW_BIT, Bhs.UNDERFLOW_BIT) : Residual.NONE;
        Residual bidirectional = completed
                ? residual(in, Bhs.BIDIRECTIONAL_OVERFLOW_BIT, Bhs.BIDIRECTIONAL_UNDERFLOW_BIT)
                : Residual.NONE;
        if (residual == null || bidirectional == null) {
            return PduDecoder.protocolError("overflow and underflow at once (11.4.1)");
        }
        return new ScsiResponse(
                response,
                in.u8(Bhs.STATUS),
                residual,
                count(in, residual, Bhs.RESIDUAL_COUNT),
                bidirectional,
                count(in, bidirectional, Bhs.BIDIRECTIONAL_READ_RESIDUAL_COUNT),
                in.initiatorTaskTag(),
                in.raw32(Bhs.SNACK_TAG),
                in.statSn(),
                in.expCmdSn(),
                in.maxCmdSn(),
                in.raw32(Bhs.DATA_SN),
                data);
    }

    private static DecodeResult taskManagement(BhsReader in) {
        TaskManagementResponseCode response = TaskManagementResponseCode.ofCode(in.u8(Bhs.RESPONSE));
        if (response == null) {
            return PduDecoder.invalidField("reserved response (11.6.1)");
        }
        return new TaskManagementResponse(response, in.initiatorTaskTag(), in.statSn(), in.expCmdSn(), in.maxCmdSn());
    }

    private static DecodeResult login(BhsReader in, ByteBuf data) {
        boolean transit = in.flag(Bhs.TRANSIT_BIT);
        boolean more = in.flag(Bhs.CONTINUE_BIT);
        LoginStage current = LoginStages.current(in);
        LoginStage next = LoginStages.next(in);
        LoginStatus status = LoginStatus.of(in.u8(Bhs.STATUS_CLASS), in.u8(Bhs.STATUS_DETAIL));
        if (transit && more) {
            return PduDecoder.protocolError("T and C both 1 (11.13.2)");
        }
        if (current == null || next == null) {
            return PduDecoder.invalidField("reserved login stage (11.12.3)");
        }
        if (status == null) {
            return PduDecoder.invalidField("reserved Status-Class or Status-Detail (11.13.5)");
        }
        return new LoginResponse(
                transit,
                more,
                current,
                next,
                in.u8(Bhs.VERSION_MAX),
                in.u8(Bhs.VERSION_MIN),
                in.isid(),
                in.u16(Bhs.TSIH),
                in.initiatorTaskTag(),
                in.statSn(),
                in.expCmdSn(),
                in.maxCmdSn(),
                status,
                data);
    }

    private static DecodeResult text(BhsReader in, ByteBuf data) {
        boolean last = in.flag(Bhs.FINAL_BIT);
        boolean more = in.flag(Bhs.CONTINUE_BIT);
        if (last && more) {
            return PduDecoder.protocolError("F and C both 1 (11.11.2)");
        }
        if (last != (in.targetTransferTag() == Bhs.RESERVED_TAG)) {
            return PduDecoder.protocolError("F and the Target Transfer Tag contradict each other (11.11.1)");
        }
        return new TextResponse(
                last,
                more,
                in.lun(),
                in.initiatorTaskTag(),
                in.targetTransferTag(),
                in.statSn(),
                in.expCmdSn(),
                in.maxCmdSn(),
                data);
    }

    private static DecodeResult dataIn(BhsReader in, ByteBuf data) {
        boolean last = in.flag(Bhs.FINAL_BIT);
        boolean hasStatus = in.flag(Bhs.STATUS_BIT);
        boolean acknowledge = in.flag(Bhs.ACKNOWLEDGE_BIT);
        // Without S, status and residual are reserved and thus ignored (11.7.3).
        Residual residual = hasStatus ? residual(in, Bhs.OVERFLOW_BIT, Bhs.UNDERFLOW_BIT) : Residual.NONE;
        if (hasStatus && !last) {
            return PduDecoder.protocolError("S without F (11.7.3)");
        }
        if (acknowledge && in.targetTransferTag() == Bhs.RESERVED_TAG) {
            return PduDecoder.protocolError("A with a reserved Target Transfer Tag (11.7.4)");
        }
        if (residual == null) {
            return PduDecoder.protocolError("overflow and underflow at once (11.4.1)");
        }
        return new DataIn(
                last,
                acknowledge,
                hasStatus,
                hasStatus ? in.u8(Bhs.STATUS) : 0,
                residual,
                count(in, residual, Bhs.RESIDUAL_COUNT),
                in.lun(),
                in.initiatorTaskTag(),
                in.targetTransferTag(),
                hasStatus ? in.statSn() : 0,
                in.expCmdSn(),
                in.maxCmdSn(),
                in.raw32(Bhs.DATA_SN),
                in.u32(Bhs.BUFFER_OFFSET),
                data);
    }

    private static DecodeResult logout(BhsReader in) {
        LogoutResponseCode response = LogoutResponseCode.ofCode(in.u8(Bhs.RESPONSE));
        if (response == null) {
            return PduDecoder.invalidField("reserved response (11.15.1)");
        }
        return new LogoutResponse(
                response,
                in.initiatorTaskTag(),
                in.statSn(),
                in.expCmdSn(),
                in.maxCmdSn(),
                in.u16(Bhs.TIME_2_WAIT),
                in.u16(Bhs.TIME_2_RETAIN));
    }

    private static DecodeResult readyToTransfer(BhsReader in) {
        if (in.targetTransferTag() == Bhs.RESERVED_TAG) {
            return PduDecoder.protocolError("R2T with a reserved Target Transfer Tag (11.8.5)");
        }
        if (in.u32(Bhs.DESIRED_DATA_TRANSFER_LENGTH) == 0) {
            return PduDecoder.invalidField("R2T that asks for nothing (11.8.4)");
        }
        return new ReadyToTransfer(
                in.lun(),
                in.initiatorTaskTag(),
                in.targetTransferTag(),
                in.statSn(),
                in.expCmdSn(),
                in.maxCmdSn(),
                in.raw32(Bhs.DATA_SN),
                in.u32(Bhs.BUFFER_OFFSET),
                in.u32(Bhs.DESIRED_DATA_TRANSFER_LENGTH));
    }

    private static DecodeResult asyncMessage(BhsReader in, ByteBuf data) {
        AsyncEvent event = AsyncEvent.ofCode(in.u8(Bhs.ASYNC_EVENT));
        if (event == null) {
            return PduDecoder.invalidField("reserved AsyncEvent (11.9.1)");
        }
        return new AsyncMessage(
                in.lun(),
                event,
                in.u8(Bhs.ASYNC_VENDOR_CODE),
                in.statSn(),
                in.expCmdSn(),
                in.maxCmdSn(),
                in.u16(Bhs.PARAMETER_1),
                in.u16(Bhs.PARAMETER_2),
                in.u16(Bhs.PARAMETER_3),
                data);
    }

    private static DecodeResult reject(BhsReader in, ByteBuf data) {
        RejectReason reason = RejectReason.ofCode(in.u8(Bhs.RESPONSE));
        if (reason == null) {
            return PduDecoder.invalidField("reserved Reject reason (11.17.1)");
        }
        return new Reject(reason, in.statSn(), in.expCmdSn(), in.maxCmdSn(), in.raw32(Bhs.DATA_SN), data);
    }

    /** What two flags say, null when both are set. */
    private static @Nullable Residual residual(BhsReader in, int overflowBit, int underflowBit) {
        if (in.flag(overflowBit)) {
            return in.flag(underflowBit) ? null : Residual.OVERFLOW;
        }
        return in.flag(underflowBit) ? Residual.UNDERFLOW : Residual.NONE;
    }

    /** The count of a residual; reserved, thus ignored, when there is none (11.4.5). */
    private static long count(BhsReader in, Residual residual, int offset) {
        return residual == Residual.NONE ? 0 : in.u32(offset);
    }
}
