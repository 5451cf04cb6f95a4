package dev.targetnode.core.scsi;

import java.nio.ByteBuffer;

/** READ DEFECT DATA (10) and (12) (SBC-3 5.12, 5.13): the lists are there, and empty. */
final class DefectData {
    private static final int REQUESTED_LISTS_AND_FORMAT = 0x1F;

    private DefectData() {}

    static Plan plan10(Cdb cdb) {
        int asked = cdb.u8(2) & REQUESTED_LISTS_AND_FORMAT;
        if (!known(asked & 7)) {
            return Plan.check(Sense.invalidFieldInCdb(2, 2));
        }
        return Plan.Reply.of(ByteBuffer.allocate(4).put(1, (byte) asked).array(), cdb.u16(7));
    }

    static Plan plan12(Cdb cdb) {
        int asked = cdb.u8(1) & REQUESTED_LISTS_AND_FORMAT;
        if (!known(asked & 7)) {
            return Plan.check(Sense.invalidFieldInCdb(1, 2));
        }
        return Plan.Reply.of(ByteBuffer.allocate(8).put(1, (byte) asked).array(), cdb.u32(6));
    }

    /** DEFECT LIST FORMAT: short block, long block, bytes from index and physical sector (SBC-3 6.2). */
    private static boolean known(int format) {
        return format == 0 || format == 3 || format == 4 || format == 5;
    }
}
