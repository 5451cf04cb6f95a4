package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** Headers of the PDUs that targets send, field by field from the figures of RFC 7143 section 11. */
class TargetPduGoldenTest {
    @Test
    void nopIn() {
        check(
                Bytes.hex(
                        "20 80 00 00", // NOP-In, constant 1
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "11 22 33 44", // Initiator Task Tag
                        "ff ff ff ff", // reserved Target Transfer Tag
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 00 00 00 00 00 00 00 00 00"), // reserved
                new NopIn(
                        0x0005_0000_0000_0000L,
                        0x11223344,
                        Bhs.RESERVED_TAG,
                        0x80000001,
                        43,
                        106,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void scsiResponse() {
        check(
                Bytes.hex(
                        "21 82 00 02", // SCSI Response, constant 1, U, completed, CHECK CONDITION
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 00 00 00 00 00 00 00", // reserved
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 00", // SNACK Tag
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 04", // ExpDataSN
                        "00 00 00 00", // Bidirectional Read Residual Count
                        "00 00 02 00"), // Residual Count
                new ScsiResponse(
                        IscsiResponse.COMMAND_COMPLETED,
                        2,
                        Residual.UNDERFLOW,
                        512,
                        Residual.NONE,
                        0,
                        0x11223344,
                        0,
                        0x80000001,
                        43,
                        106,
                        4,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void bidirectionalScsiResponse() {
        check(
                Bytes.hex(
                        "21 94 00 00", // SCSI Response, constant 1, o, O, completed, GOOD
                        "00 00 00 00", // no AHS, no data
                        "00 00 00 00 00 00 00 00", // reserved
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 01", // SNACK Tag
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 04", // ExpDataSN
                        "00 00 00 10", // Bidirectional Read Residual Count
                        "ff ff ff ff"), // Residual Count
                new ScsiResponse(
                        IscsiResponse.COMMAND_COMPLETED,
                        0,
                        Residual.OVERFLOW,
                        0xffff_ffffL,
                        Residual.OVERFLOW,
                        16,
                        0x11223344,
                        1,
                        0x80000001,
                        43,
                        106,
                        4,
                        Unpooled.EMPTY_BUFFER));
    }

    @Test
    void taskManagementResponse() {
        check(
                Bytes.hex(
                        "22 80 05 00", // response, constant 1, function not supported
                        "00 00 00 00", // no AHS, no data
                        "00 00 00 00 00 00 00 00", // reserved
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 00", // reserved
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 00 00 00 00 00 00 00 00 00"), // reserved
                new TaskManagementResponse(
                        TaskManagementResponseCode.FUNCTION_NOT_SUPPORTED, 0x11223344, 0x80000001, 43, 106));
    }

    @Test
    void loginResponse() {
        check(
                Bytes.hex(
                        "23 87 00 00", // Login Response, T, CSG 1, NSG 3, versions 0
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "40 00 01 37 00 02", // ISID
                        "00 07", // TSIH
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 00", // reserved
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00", // Status-Class, Status-Detail
                        "00 00 00 00 00 00 00 00 00 00"), // reserved
                new LoginResponse(
                        true,
                        false,
                        LoginStage.OPERATIONAL_NEGOTIATION,
                        LoginStage.FULL_FEATURE_PHASE,
                        0,
                        0,
                        0x4000_0137_0002L,
                        7,
                        0x11223344,
                        0x80000001,
                        43,
                        106,
                        LoginStatus.SUCCESS,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void loginResponseThatRefuses() {
        check(
                Bytes.hex(
                        "23 00 00 00", // Login Response, CSG 0
                        "00 00 00 00", // no AHS, no data
                        "40 00 01 37 00 02", // ISID
                        "00 00", // TSIH
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 00", // reserved
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "02 0a", // session does not exist
                        "00 00 00 00 00 00 00 00 00 00"), // reserved
                new LoginResponse(
                        false,
                        false,
                        LoginStage.SECURITY_NEGOTIATION,
                        LoginStage.SECURITY_NEGOTIATION,
                        0,
                        0,
                        0x4000_0137_0002L,
                        0,
                        0x11223344,
                        0x80000001,
                        43,
                        106,
                        LoginStatus.SESSION_DOES_NOT_EXIST,
                        Unpooled.EMPTY_BUFFER));
    }

    @Test
    void textResponse() {
        check(
                Bytes.hex(
                        "24 80 00 00", // Text Response, F
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 00 00 00 00 00 00 00", // reserved
                        "11 22 33 44", // Initiator Task Tag
                        "ff ff ff ff", // reserved Target Transfer Tag
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 00 00 00 00 00 00 00 00 00"), // reserved
                new TextResponse(
                        true,
                        false,
                        0,
                        0x11223344,
                        Bhs.RESERVED_TAG,
                        0x80000001,
                        43,
                        106,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void textResponseThatContinues() {
        check(
                Bytes.hex(
                        "24 40 00 00", // Text Response, C
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 00 00 00 00 00 00 00", // reserved
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 09", // Target Transfer Tag
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 00 00 00 00 00 00 00 00 00"), // reserved
                new TextResponse(false, true, 0, 0x11223344, 9, 0x80000001, 43, 106, Bytes.hex("de ad be ef 01")));
    }

    @Test
    void dataIn() {
        check(
                Bytes.hex(
                        "25 c0 00 00", // Data-In, F, A
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 09", // Target Transfer Tag
                        "00 00 00 00", // reserved StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 02", // DataSN
                        "80 00 10 00", // Buffer Offset
                        "00 00 00 00"), // Residual Count
                new DataIn(
                        true,
                        true,
                        false,
                        0,
                        Residual.NONE,
                        0,
                        0x0005_0000_0000_0000L,
                        0x11223344,
                        9,
                        0,
                        43,
                        106,
                        2,
                        0x8000_1000L,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void dataInWithStatus() {
        check(
                Bytes.hex(
                        "25 83 00 04", // Data-In, F, U, S, CONDITION MET
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 00 00 00 00 00 00 00", // reserved
                        "11 22 33 44", // Initiator Task Tag
                        "ff ff ff ff", // reserved Target Transfer Tag
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 02", // DataSN
                        "80 00 10 00", // Buffer Offset
                        "00 00 00 03"), // Residual Count
                new DataIn(
                        true,
                        false,
                        true,
                        4,
                        Residual.UNDERFLOW,
                        3,
                        0,
                        0x11223344,
                        Bhs.RESERVED_TAG,
                        0x80000001,
                        43,
                        106,
                        2,
                        0x8000_1000L,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void logoutResponse() {
        check(
                Bytes.hex(
                        "26 80 02 00", // Logout Response, constant 1, recovery not supported
                        "00 00 00 00", // no AHS, no data
                        "00 00 00 00 00 00 00 00", // reserved
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 00", // reserved
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 00", // reserved
                        "00 02", // Time2Wait
                        "00 14", // Time2Retain
                        "00 00 00 00"), // reserved
                new LogoutResponse(LogoutResponseCode.RECOVERY_NOT_SUPPORTED, 0x11223344, 0x80000001, 43, 106, 2, 20));
    }

    @Test
    void readyToTransfer() {
        check(
                Bytes.hex(
                        "31 80 00 00", // R2T, constant 1
                        "00 00 00 00", // no AHS, no data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 09", // Target Transfer Tag
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 01", // R2TSN
                        "80 00 10 00", // Buffer Offset
                        "00 04 00 00"), // Desired Data Transfer Length
                new ReadyToTransfer(
                        0x0005_0000_0000_0000L, 0x11223344, 9, 0x80000001, 43, 106, 1, 0x8000_1000L, 0x4_0000L));
    }

    @Test
    void asyncMessage() {
        check(
                Bytes.hex(
                        "32 80 00 00", // Asynchronous Message, constant 1
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "ff ff ff ff", // constant
                        "00 00 00 00", // reserved
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "02 00", // connection drop, AsyncVCode
                        "00 03", // Parameter1
                        "00 02", // Parameter2
                        "00 14", // Parameter3
                        "00 00 00 00"), // reserved
                new AsyncMessage(
                        0x0005_0000_0000_0000L,
                        AsyncEvent.CONNECTION_DROP,
                        0,
                        0x80000001,
                        43,
                        106,
                        3,
                        2,
                        20,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void reject() {
        check(
                Bytes.hex(
                        "3f 80 09 00", // Reject, constant 1, invalid PDU field
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 00 00 00 00 00 00 00", // reserved
                        "ff ff ff ff", // constant
                        "00 00 00 00", // reserved
                        "80 00 00 01", // StatSN
                        "00 00 00 2b", // ExpCmdSN
                        "00 00 00 6a", // MaxCmdSN
                        "00 00 00 02", // DataSN or R2TSN
                        "00 00 00 00 00 00 00 00"), // reserved
                new Reject(RejectReason.INVALID_PDU_FIELD, 0x80000001, 43, 106, 2, Bytes.hex("de ad be ef 01")));
    }

    private static void check(ByteBuf golden, Pdu pdu) {
        assertEquals(ByteBufUtil.hexDump(golden), Bytes.headerHex(pdu), "encoded");
        assertEquals(pdu, Bytes.decode(golden, pdu.data()), "decoded");
        assertEquals(golden.readableBytes(), PduEncoder.headerBytes(pdu));
    }
}
