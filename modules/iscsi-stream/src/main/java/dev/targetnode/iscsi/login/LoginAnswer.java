package dev.targetnode.iscsi.login;

import java.nio.ByteBuffer;

/**
 * The fields of a Login Response that the login decides (RFC 7143 11.13). The connection adds StatSN, ExpCmdSN and
 * MaxCmdSN, and in the last response of a new session the TSIH. Version-max and Version-active are always 0.
 *
 * @param csg current stage, 2 bits
 * @param nsg next stage, 2 bits; 0 without {@code transit}
 * @param transit the T bit
 * @param cont the C bit: the answer goes on in the next response
 * @param isid as in the request
 * @param tsih as in the request
 * @param initiatorTaskTag as in the request
 * @param text data segment without padding, read-only
 */
public record LoginAnswer(
        byte csg,
        byte nsg,
        boolean transit,
        boolean cont,
        long isid,
        int tsih,
        int initiatorTaskTag,
        ByteBuffer text) {}
