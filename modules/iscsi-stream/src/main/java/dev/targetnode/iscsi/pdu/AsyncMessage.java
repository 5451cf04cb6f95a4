package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Asynchronous Message (RFC 7143 11.9).
 *
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param event what happened
 * @param vendorCode AsyncVCode, one byte
 * @param statSn StatSN
 * @param expCmdSn ExpCmdSN
 * @param maxCmdSn MaxCmdSN
 * @param parameter1 Parameter1, 0..65535
 * @param parameter2 Parameter2, 0..65535
 * @param parameter3 Parameter3, 0..65535
 * @param data the data segment, not owned
 */
public record AsyncMessage(
        long lun,
        AsyncEvent event,
        int vendorCode,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        int parameter1,
        int parameter2,
        int parameter3,
        ByteBuf data)
        implements TargetPdu {
    /** Checks our own values against the width of their fields. */
    public AsyncMessage {
        Unsigned.check8(vendorCode, "vendorCode");
        Unsigned.check16(parameter1, "parameter1");
        Unsigned.check16(parameter2, "parameter2");
        Unsigned.check16(parameter3, "parameter3");
    }

    @Override
    public Opcode opcode() {
        return Opcode.ASYNC_MESSAGE;
    }

    @Override
    public AsyncMessage withSerials(int newStatSn, int newExpCmdSn, int newMaxCmdSn) {
        return new AsyncMessage(
                lun, event, vendorCode, newStatSn, newExpCmdSn, newMaxCmdSn, parameter1, parameter2, parameter3, data);
    }
}
