package dev.targetnode.core.scsi.reservation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An iSCSI initiator port as SPC-4 names it (7.6.4.6, TransportID for initiator ports using SCSI over iSCSI).
 *
 * @param initiatorName the initiator's iSCSI name, folded, at most 223 bytes of UTF-8
 * @param isid the initiator session identifier, 48 bits
 */
public record TransportId(String initiatorName, long isid) {
    /** FORMAT CODE 01b (name with ISID), PROTOCOL IDENTIFIER 5h (iSCSI). */
    private static final byte PORT_FORMAT_ISCSI = 0x45;

    private static final int HEADER_BYTES = 4;
    private static final int ADDITIONAL_BYTES_MIN = 20;

    /** The TransportID on the wire: format 01b, ended by a NUL and padded with them to a multiple of four. */
    byte[] encode() {
        byte[] name = "%s,i,0x%012x".formatted(initiatorName, isid).getBytes(StandardCharsets.UTF_8);
        int additional = Math.max(ADDITIONAL_BYTES_MIN, (name.length + 1 + 3) / 4 * 4);
        return ByteBuffer.allocate(HEADER_BYTES + additional)
                .put(PORT_FORMAT_ISCSI)
                .put((byte) 0)
                .putShort((short) additional)
                .put(name)
                .array();
    }
}
