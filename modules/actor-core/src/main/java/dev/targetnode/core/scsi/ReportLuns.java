package dev.targetnode.core.scsi;

import java.nio.ByteBuffer;
import java.util.List;

/** REPORT LUNS (SPC-4 6.33). The target has no well-known, administrative or subsidiary logical units. */
final class ReportLuns {
    private static final int HEADER_BYTES = 8;
    private static final int ALLOCATION_LENGTH_MIN = 16;
    private static final int SELECT_REPORT = 2;

    private ReportLuns() {}

    static Plan plan(NexusView nexus, Cdb cdb) {
        long allocationLength = cdb.u32(6);
        if (allocationLength < ALLOCATION_LENGTH_MIN) {
            return Plan.check(Sense.invalidFieldInCdb(6, 7));
        }
        return switch (cdb.u8(SELECT_REPORT)) {
            // 00h: all but well-known ones; 02h: all; 11h: all that are neither administrative nor subsidiary
            case 0x00, 0x02, 0x11 -> Plan.Reply.of(list(nexus.luns()), allocationLength);
            // 01h: well-known; 10h: administrative; 12h: subsidiaries of the administrative one addressed
            case 0x01, 0x10, 0x12 -> Plan.Reply.of(list(List.of()), allocationLength);
            default -> Plan.check(Sense.invalidFieldInCdb(SELECT_REPORT, 7));
        };
    }

    private static byte[] list(List<Long> luns) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + luns.size() * Long.BYTES);
        out.putInt(luns.size() * Long.BYTES).putInt(0);
        luns.forEach(out::putLong);
        return out.array();
    }
}
