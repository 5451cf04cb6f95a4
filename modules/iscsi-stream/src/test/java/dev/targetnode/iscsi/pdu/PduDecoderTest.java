package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** What the decoder refuses and what it tolerates. */
class PduDecoderTest {
    private static final ByteBuf NO_DATA = Unpooled.EMPTY_BUFFER;
    private static final ByteBuf DATA = Bytes.hex("01 02");

    /** A header of zeros with the first two bytes given, a valid ITT and a reserved TTT. */
    private static ByteBuf header(int firstByte, int flags) {
        ByteBuf header = Unpooled.buffer().writeZero(Bhs.BYTES);
        header.setByte(Bhs.OPCODE, firstByte);
        header.setByte(Bhs.FLAGS, flags);
        header.setInt(Bhs.INITIATOR_TASK_TAG, 7);
        header.setInt(Bhs.TARGET_TRANSFER_TAG, Bhs.RESERVED_TAG);
        return header;
    }

    private static ByteBuf scsi(int flags, int expectedLength, String... ahs) {
        ByteBuf header = header(0x01, flags).setInt(Bhs.EXPECTED_DATA_TRANSFER_LENGTH, expectedLength);
        return header.writeBytes(Bytes.hex(ahs));
    }

    private static void refused(RejectReason reason, ByteBuf header, ByteBuf data) {
        assertEquals(
                reason,
                assertInstanceOf(Malformed.class, Bytes.decode(header, data)).reason());
    }

    private static <P extends Pdu> P accepted(Class<P> type, ByteBuf header, ByteBuf data) {
        return assertInstanceOf(type, Bytes.decode(header, data));
    }

    @Test
    void refusesUnassignedAndVendorOpcodes() {
        for (int code : new int[] {0x07, 0x0f, 0x11, 0x1c, 0x1f, 0x27, 0x30, 0x33, 0x3c, 0x3e}) {
            refused(RejectReason.COMMAND_NOT_SUPPORTED, header(code, 0x80), NO_DATA);
        }
    }

    @Test
    void ignoresReservedBits() {
        ByteBuf header = header(0xc5, 0xff); // Data-Out: bits 0 and 1 of byte 0, all but F of byte 1
        header.setShort(2, 0xffff);
        header.setInt(24, 0xffffffff);
        header.setInt(32, 0xffffffff);
        header.setInt(44, 0xffffffff);
        assertEquals(
                new DataOut(true, 0, 7, Bhs.RESERVED_TAG, 0, 0, 0, NO_DATA), accepted(DataOut.class, header, NO_DATA));
    }

    @Test
    void dataIsTheBufferThatWasGiven() {
        assertSame(DATA, accepted(DataOut.class, header(0x05, 0x80), DATA).data());
    }

    @Test
    void refusesSinglePduWithoutItsConstantOne() {
        for (int code : new int[] {0x00, 0x02, 0x06, 0x10, 0x20, 0x21, 0x22, 0x26, 0x31, 0x32, 0x3f}) {
            refused(RejectReason.PROTOCOL_ERROR, header(code, 0x01), NO_DATA);
        }
    }

    @Test
    void refusesDataWhereThePduHasNone() {
        for (int code : new int[] {0x02, 0x06, 0x10, 0x22, 0x26, 0x31}) {
            refused(RejectReason.INVALID_PDU_FIELD, header(code, 0x81), DATA);
        }
    }

    @Test
    void refusesAhsOutsideScsiCommand() {
        refused(RejectReason.INVALID_PDU_FIELD, header(0x40, 0x80).writeZero(4), NO_DATA);
    }

    @Test
    void refusesReservedInitiatorTaskTagWhereATaskIsNeeded() {
        for (int code : new int[] {0x01, 0x02, 0x43, 0x04, 0x05, 0x06, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x31}) {
            refused(RejectReason.PROTOCOL_ERROR, header(code, 0x81).setInt(16, Bhs.RESERVED_TAG), NO_DATA);
        }
    }

    @Test
    void nopOutThatWantsNoAnswerMustBeImmediate() {
        refused(RejectReason.PROTOCOL_ERROR, header(0x00, 0x80).setInt(16, Bhs.RESERVED_TAG), NO_DATA);
        accepted(NopOut.class, header(0x40, 0x80).setInt(16, Bhs.RESERVED_TAG), NO_DATA);
    }

    @Test
    void nopInIsNotAnswerAndPingAtOnce() {
        refused(RejectReason.PROTOCOL_ERROR, header(0x20, 0x80).setInt(20, 1), NO_DATA);
        accepted(NopIn.class, header(0x20, 0x80), NO_DATA);
    }

    @Test
    void scsiCommandFlagsThatContradictEachOtherAreRefused() {
        refused(RejectReason.INVALID_PDU_FIELD, scsi(0x40, 512), NO_DATA); // F=0 W=0
        refused(RejectReason.INVALID_PDU_FIELD, scsi(0x80, 1), NO_DATA); // R=0 W=0, a transfer expected
        refused(RejectReason.INVALID_PDU_FIELD, scsi(0x85, 0), NO_DATA); // ATTR 5
        refused(RejectReason.INVALID_PDU_FIELD, scsi(0x87, 0), NO_DATA); // ATTR 7
        refused(RejectReason.INVALID_PDU_FIELD, scsi(0xe0, 512), NO_DATA); // R=1 W=1, no AHS
        accepted(ScsiCommand.class, scsi(0x20, 512), NO_DATA);
        accepted(ScsiCommand.class, scsi(0xc0, 0), NO_DATA);
    }

    @Test
    void badAdditionalHeadersAreRefused() {
        for (String ahs : new String[] {
            "0005 00 00 00000000", // type 0
            "0005 03 00 00000000", // type 3
            "0001 01 00", // extended CDB of nothing
            "0006 01 00 00000000", // padding missing
            "0004 02 00 00000000", // bidirectional read length of the wrong length
            "0009 02 00 00000000 00000000",
            "0005 02 00 00000000 0005 02 00 00000000", // twice
            "0002 01 00 aa000000 0002 01 00 aa000000",
            "ffff 01 00 00000000", // beyond the end
            "00f6 01 00" + "00".repeat(248), // CDB of 261 bytes
        }) {
            refused(RejectReason.INVALID_PDU_FIELD, scsi(0xe0, 512, ahs), NO_DATA);
        }
    }

    @Test
    void additionalHeadersInEitherOrderAndWithReservedTypeBitsAreRead() {
        ScsiCommand command =
                accepted(ScsiCommand.class, scsi(0xe0, 512, "0005 c2 ff 80000000", "0002 01 00 aa 000000"), NO_DATA);
        assertEquals(0x8000_0000L, command.bidirectionalReadLength());
        assertEquals(17, command.cdb().length);
        assertEquals((byte) 0xaa, command.cdb()[16]);
    }

    @Test
    void continueExcludesFinalAndTransit() {
        for (int code : new int[] {0x43, 0x04, 0x23, 0x24}) {
            refused(RejectReason.PROTOCOL_ERROR, header(code, 0xc0), NO_DATA);
        }
    }

    @Test
    void reservedLoginStagesAreRefusedAndNextStageWithoutTransitIsIgnored() {
        refused(RejectReason.INVALID_PDU_FIELD, header(0x43, 0x08), NO_DATA); // CSG 2
        refused(RejectReason.INVALID_PDU_FIELD, header(0x43, 0x86), NO_DATA); // NSG 2 with T
        LoginRequest request = accepted(LoginRequest.class, header(0x43, 0x06), NO_DATA); // NSG 2 without T
        assertEquals(LoginStage.OPERATIONAL_NEGOTIATION, request.nextStage());
    }

    @Test
    void unknownTaskManagementFunctionIsDecodedForTheTargetToAnswer() {
        TaskManagementRequest request = accepted(TaskManagementRequest.class, header(0x42, 0xff), NO_DATA);
        assertEquals(127, request.functionCode());
        assertEquals(null, request.function());
    }

    @Test
    void reservedCodesAreRefused() {
        refused(RejectReason.INVALID_PDU_FIELD, header(0x06, 0x83), NO_DATA); // logout reason
        refused(RejectReason.INVALID_PDU_FIELD, header(0x10, 0x84), NO_DATA); // SNACK type
        refused(RejectReason.INVALID_PDU_FIELD, header(0x21, 0x80).setByte(2, 2), NO_DATA); // response
        refused(RejectReason.INVALID_PDU_FIELD, header(0x22, 0x80).setByte(2, 8), NO_DATA);
        refused(RejectReason.INVALID_PDU_FIELD, header(0x26, 0x80).setByte(2, 4), NO_DATA);
        refused(RejectReason.INVALID_PDU_FIELD, header(0x23, 0x00).setShort(36, 0x020c), NO_DATA); // login status
        refused(RejectReason.INVALID_PDU_FIELD, header(0x32, 0x80).setByte(36, 6), NO_DATA); // AsyncEvent
        refused(RejectReason.INVALID_PDU_FIELD, header(0x3f, 0x80).setByte(2, 1), NO_DATA); // Reject reason
    }

    @Test
    void dataInAndResponseFlagsThatContradictEachOtherAreRefused() {
        refused(RejectReason.PROTOCOL_ERROR, header(0x25, 0x01), NO_DATA); // S without F
        refused(RejectReason.PROTOCOL_ERROR, header(0x25, 0x87), NO_DATA); // S with O and U
        refused(RejectReason.PROTOCOL_ERROR, header(0x25, 0xc0), NO_DATA); // A without TTT
        refused(RejectReason.PROTOCOL_ERROR, header(0x21, 0x86), NO_DATA); // O and U
        refused(RejectReason.PROTOCOL_ERROR, header(0x21, 0x98), NO_DATA); // o and u
        accepted(ScsiResponse.class, header(0x21, 0x9e).setByte(2, 1), NO_DATA); // undefined with target failure
        accepted(DataIn.class, header(0x25, 0x06), NO_DATA); // reserved without S
    }

    @Test
    void textResponseFinalAndItsTagAgree() {
        refused(RejectReason.PROTOCOL_ERROR, header(0x24, 0x80).setInt(20, 1), NO_DATA);
        refused(RejectReason.PROTOCOL_ERROR, header(0x24, 0x00), NO_DATA);
    }

    @Test
    void readyToTransferNeedsATagAndALength() {
        refused(RejectReason.PROTOCOL_ERROR, header(0x31, 0x80).setInt(44, 1), NO_DATA);
        refused(RejectReason.INVALID_PDU_FIELD, header(0x31, 0x80).setInt(20, 1), NO_DATA);
        accepted(ReadyToTransfer.class, header(0x31, 0x80).setInt(20, 1).setInt(44, 1), NO_DATA);
    }
}
