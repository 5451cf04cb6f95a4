package dev.targetnode.iscsi.login;

import java.nio.ByteBuffer;

/**
 * What a Login Request says (RFC 7143 11.12), undigested: the machine does the checking.
 *
 * @param csg current stage, 2 bits
 * @param nsg next stage, 2 bits; meaningful with {@code transit} only
 * @param transit the T bit
 * @param cont the C bit: the text goes on in the next request
 * @param versionMax highest version the initiator speaks, 0 to 255
 * @param versionMin lowest version the initiator speaks, 0 to 255
 * @param isid 48 bits
 * @param tsih 16 bits; 0 for a new session
 * @param cid connection identifier, 16 bits
 * @param initiatorTaskTag one for the whole login
 * @param cmdSn one for the whole login, since login requests are immediate
 * @param text data segment without padding; the machine copies what it keeps and leaves the position alone
 */
public record LoginInput(
        byte csg,
        byte nsg,
        boolean transit,
        boolean cont,
        int versionMax,
        int versionMin,
        long isid,
        int tsih,
        int cid,
        int initiatorTaskTag,
        int cmdSn,
        ByteBuffer text) {}
