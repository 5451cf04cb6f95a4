package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** Headers of the PDUs that initiators send, field by field from the figures of RFC 7143 section 11. */
class InitiatorPduGoldenTest {
    @Test
    void nopOut() {
        check(
                Bytes.hex(
                        "40 80 00 00", // immediate NOP-Out, constant 1
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "11 22 33 44", // Initiator Task Tag
                        "ff ff ff ff", // reserved Target Transfer Tag
                        "00 00 00 2a", // CmdSN
                        "ff ff ff fe", // ExpStatSN
                        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), // reserved
                new NopOut(
                        true,
                        0x0005_0000_0000_0000L,
                        0x11223344,
                        Bhs.RESERVED_TAG,
                        42,
                        0xfffffffe,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void scsiWriteCommand() {
        check(
                Bytes.hex(
                        "01 a1 00 00", // SCSI Command, F W, simple
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 02 00", // Expected Data Transfer Length 512
                        "00 00 00 2a", // CmdSN
                        "ff ff ff fe", // ExpStatSN
                        "2a 00 00 00 10 00 00 00 01 00 00 00 00 00 00 00"), // CDB: WRITE (10)
                new ScsiCommand(
                        false,
                        true,
                        false,
                        true,
                        TaskAttribute.SIMPLE,
                        0x0005_0000_0000_0000L,
                        0x11223344,
                        512,
                        42,
                        0xfffffffe,
                        0x2a00_0000_1000_0000L,
                        0x0100_0000_0000_0000L,
                        CdbExtension.NONE,
                        ScsiCommand.NO_BIDIRECTIONAL_READ,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void scsiReadCommandOfTheDigestExample() {
        check(
                Bytes.hex(
                        "01 c0 00 00", // SCSI Command, F R, untagged (RFC 7143 A.4)
                        "00 00 00 00", // no AHS, no data
                        "00 00 00 00 00 00 00 00", // LUN 0
                        "14 00 00 00", // Initiator Task Tag
                        "00 00 04 00", // Expected Data Transfer Length 1024
                        "00 00 00 14", // CmdSN
                        "00 00 00 18", // ExpStatSN
                        "28 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00"), // CDB: READ (10)
                new ScsiCommand(
                        false,
                        true,
                        true,
                        false,
                        TaskAttribute.UNTAGGED,
                        0,
                        0x14000000,
                        1024,
                        20,
                        24,
                        0x2800_0000_0000_0000L,
                        0x0200_0000_0000_0000L,
                        CdbExtension.NONE,
                        ScsiCommand.NO_BIDIRECTIONAL_READ,
                        Unpooled.EMPTY_BUFFER));
    }

    @Test
    void bidirectionalCommandWithExtendedCdb() {
        check(
                Bytes.hex(
                        "41 e2 00 00", // immediate SCSI Command, F R W, ordered
                        "05 00 00 00", // AHS of 5 words, no data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "11 22 33 44", // Initiator Task Tag
                        "ff ff ff ff", // Expected Data Transfer Length, all of 32 bits
                        "00 00 00 2a", // CmdSN
                        "ff ff ff fe", // ExpStatSN
                        "7f 00 00 00 00 00 00 0e 00 03 00 00 00 00 00 00", // CDB bytes 0..15
                        "00 07", // AHSLength = CDBLength 22 - 15
                        "01 00", // extended CDB, reserved
                        "a1 a2 a3 a4 a5 a6", // CDB bytes 16..21
                        "00 00", // padding
                        "00 05", // AHSLength
                        "02 00", // bidirectional read, reserved
                        "00 00 10 00"), // Bidirectional Read Expected Data Transfer Length
                new ScsiCommand(
                        true,
                        true,
                        true,
                        true,
                        TaskAttribute.ORDERED,
                        0x0005_0000_0000_0000L,
                        0x11223344,
                        0xffff_ffffL,
                        42,
                        0xfffffffe,
                        0x7f00_0000_0000_000eL,
                        0x0003_0000_0000_0000L,
                        CdbExtension.of(
                                new byte[] {(byte) 0xa1, (byte) 0xa2, (byte) 0xa3, (byte) 0xa4, (byte) 0xa5, (byte) 0xa6
                                }),
                        4096,
                        Unpooled.EMPTY_BUFFER));
    }

    @Test
    void taskManagementRequest() {
        check(
                Bytes.hex(
                        "42 81 00 00", // immediate request, constant 1, ABORT TASK
                        "00 00 00 00", // no AHS, no data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "11 22 33 44", // Initiator Task Tag
                        "55 66 77 88", // Referenced Task Tag
                        "00 00 00 2a", // CmdSN
                        "ff ff ff fe", // ExpStatSN
                        "00 00 00 29", // RefCmdSN
                        "00 00 00 03", // ExpDataSN
                        "00 00 00 00 00 00 00 00"), // reserved
                new TaskManagementRequest(
                        true, 1, 0x0005_0000_0000_0000L, 0x11223344, 0x55667788, 42, 0xfffffffe, 41, 3));
    }

    @Test
    void loginRequest() {
        check(
                Bytes.hex(
                        "43 87 00 00", // immediate Login Request, T, CSG 1, NSG 3, versions 0
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "40 00 01 37 00 02", // ISID
                        "00 07", // TSIH
                        "11 22 33 44", // Initiator Task Tag
                        "00 03 00 00", // CID, reserved
                        "00 00 00 2a", // CmdSN
                        "ff ff ff fe", // ExpStatSN
                        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), // reserved
                new LoginRequest(
                        true,
                        false,
                        LoginStage.OPERATIONAL_NEGOTIATION,
                        LoginStage.FULL_FEATURE_PHASE,
                        0,
                        0,
                        0x4000_0137_0002L,
                        7,
                        0x11223344,
                        3,
                        42,
                        0xfffffffe,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void loginRequestThatContinues() {
        check(
                Bytes.hex(
                        "43 40 02 01", // immediate Login Request, C, CSG 0, versions 2 and 1
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "40 00 01 37 00 02", // ISID
                        "00 00", // TSIH
                        "11 22 33 44", // Initiator Task Tag
                        "ff ff 00 00", // CID, reserved
                        "00 00 00 2a", // CmdSN
                        "ff ff ff fe", // ExpStatSN
                        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), // reserved
                new LoginRequest(
                        false,
                        true,
                        LoginStage.SECURITY_NEGOTIATION,
                        LoginStage.SECURITY_NEGOTIATION,
                        2,
                        1,
                        0x4000_0137_0002L,
                        0,
                        0x11223344,
                        0xffff,
                        42,
                        0xfffffffe,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void textRequest() {
        check(
                Bytes.hex(
                        "04 80 00 00", // Text Request, F
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "11 22 33 44", // Initiator Task Tag
                        "ff ff ff ff", // reserved Target Transfer Tag
                        "00 00 00 2a", // CmdSN
                        "ff ff ff fe", // ExpStatSN
                        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), // reserved
                new TextRequest(
                        false,
                        true,
                        false,
                        0x0005_0000_0000_0000L,
                        0x11223344,
                        Bhs.RESERVED_TAG,
                        42,
                        0xfffffffe,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void textRequestThatContinues() {
        check(
                Bytes.hex(
                        "44 40 00 00", // immediate Text Request, C
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 09", // Target Transfer Tag
                        "00 00 00 2a", // CmdSN
                        "ff ff ff fe", // ExpStatSN
                        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), // reserved
                new TextRequest(
                        true,
                        false,
                        true,
                        0x0005_0000_0000_0000L,
                        0x11223344,
                        9,
                        42,
                        0xfffffffe,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void dataOut() {
        check(
                Bytes.hex(
                        "05 80 00 00", // Data-Out, F
                        "00 00 00 05", // no AHS, 5 bytes of data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "11 22 33 44", // Initiator Task Tag
                        "00 00 00 09", // Target Transfer Tag
                        "00 00 00 00", // reserved
                        "ff ff ff fe", // ExpStatSN
                        "00 00 00 00", // reserved
                        "00 00 00 02", // DataSN
                        "80 00 10 00", // Buffer Offset
                        "00 00 00 00"), // reserved
                new DataOut(
                        true,
                        0x0005_0000_0000_0000L,
                        0x11223344,
                        9,
                        0xfffffffe,
                        2,
                        0x8000_1000L,
                        Bytes.hex("de ad be ef 01")));
    }

    @Test
    void logoutRequest() {
        check(
                Bytes.hex(
                        "46 81 00 00", // immediate Logout Request, constant 1, close connection
                        "00 00 00 00", // no AHS, no data
                        "00 00 00 00 00 00 00 00", // reserved
                        "11 22 33 44", // Initiator Task Tag
                        "00 03 00 00", // CID, reserved
                        "00 00 00 2a", // CmdSN
                        "ff ff ff fe", // ExpStatSN
                        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), // reserved
                new LogoutRequest(true, LogoutReason.CLOSE_CONNECTION, 0x11223344, 3, 42, 0xfffffffe));
    }

    @Test
    void snackRequest() {
        check(
                Bytes.hex(
                        "10 82 00 00", // SNACK, constant 1, DataACK
                        "00 00 00 00", // no AHS, no data
                        "00 05 00 00 00 00 00 00", // LUN 5, peripheral addressing
                        "ff ff ff ff", // reserved Initiator Task Tag
                        "00 00 00 09", // Target Transfer Tag
                        "00 00 00 00", // reserved
                        "ff ff ff fe", // ExpStatSN
                        "00 00 00 00 00 00 00 00", // reserved
                        "00 00 00 04", // BegRun
                        "00 00 00 08"), // RunLength
                new SnackRequest(SnackType.DATA_ACK, 0x0005_0000_0000_0000L, Bhs.RESERVED_TAG, 9, 0xfffffffe, 4, 8));
    }

    private static void check(ByteBuf golden, Pdu pdu) {
        assertEquals(ByteBufUtil.hexDump(golden), Bytes.headerHex(pdu), "encoded");
        assertEquals(pdu, Bytes.decode(golden, pdu.data()), "decoded");
        assertEquals(golden.readableBytes(), PduEncoder.headerBytes(pdu));
    }
}
