package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Login Response (RFC 7143 11.13).
 *
 * @param transit T: the sender is ready for the next stage
 * @param more C: the text continues in the next PDU; never with F or T
 * @param currentStage CSG
 * @param nextStage NSG; equal to CSG when T is 0, for then the field is reserved
 * @param versionMax Version-max, one byte
 * @param versionActive Version-active, one byte
 * @param isid ISID, 48 bits
 * @param tsih TSIH, 0..65535; 0 asks for a new session
 * @param initiatorTaskTag Initiator Task Tag
 * @param statSn StatSN
 * @param expCmdSn ExpCmdSN
 * @param maxCmdSn MaxCmdSN
 * @param status Status-Class and Status-Detail
 * @param data the data segment, not owned
 */
public record LoginResponse(
        boolean transit,
        boolean more,
        LoginStage currentStage,
        LoginStage nextStage,
        int versionMax,
        int versionActive,
        long isid,
        int tsih,
        int initiatorTaskTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        LoginStatus status,
        ByteBuf data)
        implements TargetPdu {
    /** Checks our own values against the width of their fields. */
    public LoginResponse {
        if (!transit) {
            nextStage = currentStage;
        }
        Unsigned.check8(versionMax, "versionMax");
        Unsigned.check8(versionActive, "versionActive");
        Unsigned.check48(isid, "isid");
        Unsigned.check16(tsih, "tsih");
    }

    @Override
    public Opcode opcode() {
        return Opcode.LOGIN_RESPONSE;
    }

    @Override
    public LoginResponse withSerials(int newStatSn, int newExpCmdSn, int newMaxCmdSn) {
        return new LoginResponse(
                transit,
                more,
                currentStage,
                nextStage,
                versionMax,
                versionActive,
                isid,
                tsih,
                initiatorTaskTag,
                newStatSn,
                newExpCmdSn,
                newMaxCmdSn,
                status,
                data);
    }
}
