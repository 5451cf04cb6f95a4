package dev.targetnode.core.scsi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** REPORT SUPPORTED OPERATION CODES (SPC-4 6.35), answered from the table that dispatches. */
final class SupportedOpcodes {
    private static final int RCTD = 0x80;
    private static final int DESCRIPTOR_BYTES = 8;
    private static final int TIMEOUTS_BYTES = 12;
    private static final int HEADER_BYTES = 4;
    private static final int SUPPORT_NONE = 0x01;
    private static final int SUPPORT_STANDARD = 0x03;
    private static final int CTDP_ONE = 0x80;
    private static final int CTDP_ALL = 0x02;
    private static final int SERVACTV = 0x01;

    private SupportedOpcodes() {}

    static Plan plan(CommandTable table, Cdb cdb) {
        boolean timeouts = cdb.bit(2, RCTD);
        int opcode = cdb.u8(3);
        int serviceAction = cdb.u16(4);
        long allocationLength = cdb.u32(6);
        boolean qualified = table.hasServiceActions(opcode);
        boolean offered = table.find(opcode, 0) != null || qualified;
        switch (cdb.u8(2) & 0x07) {
            case 0:
                return Plan.Reply.of(all(table, timeouts), allocationLength);
            case 1: // by operation code: wrong for one that has service actions
                return qualified
                        ? Plan.check(Sense.invalidFieldInCdb(3, 7))
                        : Plan.Reply.of(one(table.find(opcode, 0), timeouts), allocationLength);
            case 2: // by both: wrong for one that has none
                return offered && !qualified
                        ? Plan.check(Sense.invalidFieldInCdb(4, 7))
                        : Plan.Reply.of(one(table.find(opcode, serviceAction), timeouts), allocationLength);
            case 3: // either way
                Operation either = qualified || serviceAction == 0 ? table.find(opcode, serviceAction) : null;
                return Plan.Reply.of(one(either, timeouts), allocationLength);
            default:
                return Plan.check(Sense.invalidFieldInCdb(2, 2));
        }
    }

    private static byte[] all(CommandTable table, boolean timeouts) {
        int each = DESCRIPTOR_BYTES + (timeouts ? TIMEOUTS_BYTES : 0);
        int bytes = each * table.operations().size();
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + bytes);
        out.putInt(bytes);
        for (Operation operation : table.operations()) {
            boolean qualified = operation.hasServiceAction();
            out.put((byte) operation.opcode()).put((byte) 0);
            out.putShort((short) (qualified ? operation.serviceAction() : 0));
            out.put((byte) 0).put((byte) ((timeouts ? CTDP_ALL : 0) | (qualified ? SERVACTV : 0)));
            out.putShort((short) operation.cdbBytes());
            if (timeouts) {
                putTimeouts(out);
            }
        }
        return out.array();
    }

    private static byte[] one(@Nullable Operation operation, boolean timeouts) {
        if (operation == null) {
            return ByteBuffer.allocate(HEADER_BYTES).put(1, (byte) SUPPORT_NONE).array();
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + operation.cdbBytes() + (timeouts ? TIMEOUTS_BYTES : 0));
        out.put((byte) 0).put((byte) ((timeouts ? CTDP_ONE : 0) | SUPPORT_STANDARD));
        out.putShort((short) operation.cdbBytes()).put(operation.usage());
        if (timeouts) {
            putTimeouts(out);
        }
        return out.array();
    }

    /** SPC-4 6.35.4. */
    private static void putTimeouts(ByteBuffer out) {
        out.putShort((short) (TIMEOUTS_BYTES - 2)).putShort((short) 0);
        out.putInt(Operation.NOMINAL_TIMEOUT_SECONDS).putInt(Operation.RECOMMENDED_TIMEOUT_SECONDS);
    }
}
