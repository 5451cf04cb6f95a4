package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Login Request (RFC 7143 11.12). It is always immediate.
 *
 * @param transit T: the sender is ready for the next stage
 * @param more C: the text continues in the next PDU; never with F or T
 * @param currentStage CSG
 * @param nextStage NSG; equal to CSG when T is 0, for then the field is reserved
 * @param versionMax Version-max, one byte
 * @param versionMin Version-min, one byte
 * @param isid ISID, 48 bits
 * @param tsih TSIH, 0..65535; 0 asks for a new session
 * @param initiatorTaskTag Initiator Task Tag
 * @param cid CID, 0..65535
 * @param cmdSn CmdSN
 * @param expStatSn ExpStatSN
 * @param data the data segment, not owned
 */
public record LoginRequest(
        boolean transit,
        boolean more,
        LoginStage currentStage,
        LoginStage nextStage,
        int versionMax,
        int versionMin,
        long isid,
        int tsih,
        int initiatorTaskTag,
        int cid,
        int cmdSn,
        int expStatSn,
        ByteBuf data)
        implements CommandPdu {
    /** Checks our own values against the width of their fields. */
    public LoginRequest {
        if (!transit) {
            nextStage = currentStage;
        }
        Unsigned.check8(versionMax, "versionMax");
        Unsigned.check8(versionMin, "versionMin");
        Unsigned.check48(isid, "isid");
        Unsigned.check16(tsih, "tsih");
        Unsigned.check16(cid, "cid");
    }

    @Override
    public Opcode opcode() {
        return Opcode.LOGIN_REQUEST;
    }

    @Override
    public boolean immediate() {
        return true;
    }
}
