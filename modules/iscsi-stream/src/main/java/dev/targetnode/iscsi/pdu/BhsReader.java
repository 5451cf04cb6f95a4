package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/** Reads the fields of one BHS, unsigned where they are lengths or counts, without moving the buffer's indices. */
final class BhsReader {
    private final ByteBuf bhs;
    private final int start;

    BhsReader(ByteBuf bhs) {
        this.bhs = bhs;
        this.start = bhs.readerIndex();
    }

    int u8(int offset) {
        return bhs.getUnsignedByte(start + offset);
    }

    int u16(int offset) {
        return bhs.getUnsignedShort(start + offset);
    }

    long u32(int offset) {
        return bhs.getUnsignedInt(start + offset);
    }

    /** A tag or a serial number: raw 32 bits. */
    int raw32(int offset) {
        return bhs.getInt(start + offset);
    }

    long raw64(int offset) {
        return bhs.getLong(start + offset);
    }

    /** A bit of byte 1. */
    boolean flag(int bit) {
        return (u8(Bhs.FLAGS) & bit) != 0;
    }

    boolean immediate() {
        return (u8(Bhs.OPCODE) & Bhs.IMMEDIATE_BIT) != 0;
    }

    long lun() {
        return raw64(Bhs.LUN);
    }

    int initiatorTaskTag() {
        return raw32(Bhs.INITIATOR_TASK_TAG);
    }

    int targetTransferTag() {
        return raw32(Bhs.TARGET_TRANSFER_TAG);
    }

    int cmdSn() {
        return raw32(Bhs.CMD_SN);
    }

    int expStatSn() {
        return raw32(Bhs.EXP_STAT_SN);
    }

    int statSn() {
        return raw32(Bhs.STAT_SN);
    }

    int expCmdSn() {
        return raw32(Bhs.EXP_CMD_SN);
    }

    int maxCmdSn() {
        return raw32(Bhs.MAX_CMD_SN);
    }

    /** Six bytes of ISID. */
    long isid() {
        return raw64(Bhs.ISID) >>> Short.SIZE;
    }
}
