package dev.targetnode.it;

import java.nio.ByteBuffer;

/**
 * One iSCSI PDU as bytes (RFC 7143 11.2): a basic header segment of 48 bytes, additional header segments, data without
 * padding. Written from the standard, on purpose apart from the product's codec.
 */
final class Pdu {
    static final int BHS_LENGTH = 48;
    static final int RESERVED_TAG = 0xFFFFFFFF;

    static final int NOP_OUT = 0x00;
    static final int SCSI_COMMAND = 0x01;
    static final int TASK_MANAGEMENT_REQUEST = 0x02;
    static final int LOGIN_REQUEST = 0x03;
    static final int TEXT_REQUEST = 0x04;
    static final int DATA_OUT = 0x05;
    static final int LOGOUT_REQUEST = 0x06;
    static final int NOP_IN = 0x20;
    static final int SCSI_RESPONSE = 0x21;
    static final int TASK_MANAGEMENT_RESPONSE = 0x22;
    static final int LOGIN_RESPONSE = 0x23;
    static final int TEXT_RESPONSE = 0x24;
    static final int DATA_IN = 0x25;
    static final int LOGOUT_RESPONSE = 0x26;
    static final int R2T = 0x31;
    static final int ASYNC_MESSAGE = 0x32;
    static final int REJECT = 0x3F;

    static final int IMMEDIATE = 0x40;
    static final int FINAL = 0x80;

    private static final int OPCODE_MASK = 0x3F;
    private static final int DATA_SEGMENT_LENGTH = 5;
    private static final int LUN = 8;

    private final byte[] bhs;
    private final byte[] ahs;
    private final byte[] data;

    Pdu(byte[] bhs, byte[] ahs, byte[] data) {
        this.bhs = bhs;
        this.ahs = ahs;
        this.data = data;
    }

    /** The header itself, not a copy. */
    byte[] bhs() {
        return bhs;
    }

    /** The additional header segments. */
    byte[] ahs() {
        return ahs;
    }

    /** The data segment without padding. */
    byte[] data() {
        return data;
    }

    /** A PDU without additional headers; its DataSegmentLength is set from {@code data}. */
    static Pdu of(int opcodeAndImmediate, int flags, byte[] data) {
        byte[] bhs = new byte[BHS_LENGTH];
        bhs[0] = (byte) opcodeAndImmediate;
        bhs[1] = (byte) flags;
        bhs[DATA_SEGMENT_LENGTH] = (byte) (data.length >> 16);
        bhs[DATA_SEGMENT_LENGTH + 1] = (byte) (data.length >> 8);
        bhs[DATA_SEGMENT_LENGTH + 2] = (byte) data.length;
        return new Pdu(bhs, new byte[0], data);
    }

    Pdu put32(int offset, int value) {
        ByteBuffer.wrap(bhs).putInt(offset, value);
        return this;
    }

    Pdu put8(int offset, int value) {
        bhs[offset] = (byte) value;
        return this;
    }

    /** The CDB field of a SCSI Command (RFC 7143 11.3). */
    Pdu putCdb(byte[] cdb) {
        System.arraycopy(cdb, 0, bhs, 32, 16);
        return this;
    }

    /** The LUN field for a LUN below 256 in peripheral device addressing (SAM-5 4.7). */
    Pdu lun(int lun) {
        return put8(LUN + 1, lun);
    }

    int opcode() {
        return bhs[0] & OPCODE_MASK;
    }

    int flags() {
        return bhs[1] & 0xFF;
    }

    int u8(int offset) {
        return bhs[offset] & 0xFF;
    }

    int i32(int offset) {
        return ByteBuffer.wrap(bhs).getInt(offset);
    }

    /** What DataSegmentLength says, whatever {@link #data} holds. */
    int dataSegmentLength() {
        return (u8(DATA_SEGMENT_LENGTH) << 16) | (u8(DATA_SEGMENT_LENGTH + 1) << 8) | u8(DATA_SEGMENT_LENGTH + 2);
    }

    int initiatorTaskTag() {
        return i32(16);
    }

    int targetTransferTag() {
        return i32(20);
    }

    int statSn() {
        return i32(24);
    }

    int expCmdSn() {
        return i32(28);
    }

    int maxCmdSn() {
        return i32(32);
    }

    @Override
    public String toString() {
        return String.format(
                "PDU opcode 0x%02x flags 0x%02x tag 0x%08x, %d data bytes",
                opcode(), flags(), initiatorTaskTag(), data.length);
    }
}
