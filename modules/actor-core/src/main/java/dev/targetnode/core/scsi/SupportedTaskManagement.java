package dev.targetnode.core.scsi;

import java.nio.ByteBuffer;

/** REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS (SPC-4 6.37). */
final class SupportedTaskManagement {
    private static final int REPD = 0x80;
    private static final int SHORT_BYTES = 4;
    private static final int LONG_BYTES = 16;

    private static final int ABORT_TASK = 0x80;
    private static final int ABORT_TASK_SET = 0x40;
    private static final int CLEAR_TASK_SET = 0x10;
    private static final int LOGICAL_UNIT_RESET = 0x08;
    private static final int TARGET_RESET = 0x02;

    /** What a session carries out of the functions of byte 0. */
    private static final int SUPPORTED =
            ABORT_TASK | ABORT_TASK_SET | CLEAR_TASK_SET | LOGICAL_UNIT_RESET | TARGET_RESET;

    private SupportedTaskManagement() {}

    static Plan plan(Cdb cdb) {
        boolean extended = cdb.bit(2, REPD);
        int bytes = extended ? LONG_BYTES : SHORT_BYTES;
        if (cdb.u32(6) < bytes) {
            return Plan.check(Sense.invalidFieldInCdb(6, 7));
        }
        // The timeouts of the long form stay zero and not valid: the bound of an abort is a setting of the node.
        byte[] data = ByteBuffer.allocate(bytes)
                .put(0, (byte) SUPPORTED)
                .put(3, (byte) (bytes - SHORT_BYTES))
                .array();
        return Plan.Reply.of(data, cdb.u32(6));
    }
}
