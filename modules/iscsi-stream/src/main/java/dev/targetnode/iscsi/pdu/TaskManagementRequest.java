package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/**
 * Task Management Function Request (RFC 7143 11.5). An unknown function is answered, not rejected, so its code is kept.
 *
 * @param immediate I: immediate delivery, CmdSN is not advanced
 * @param functionCode Function, 0..127
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param initiatorTaskTag Initiator Task Tag
 * @param referencedTaskTag ITT of the task to abort or reassign, else reserved
 * @param cmdSn CmdSN
 * @param expStatSn ExpStatSN
 * @param refCmdSn CmdSN of the task to abort
 * @param expDataSn next DataSN expected of a task to reassign
 */
public record TaskManagementRequest(
        boolean immediate,
        int functionCode,
        long lun,
        int initiatorTaskTag,
        int referencedTaskTag,
        int cmdSn,
        int expStatSn,
        int refCmdSn,
        int expDataSn)
        implements CommandPdu {
    /** Checks our own values against the width of their fields. */
    public TaskManagementRequest {
        if (functionCode < 0 || functionCode > Bhs.CODE_MASK) {
            throw new IllegalArgumentException("functionCode is " + functionCode);
        }
    }

    @Override
    public Opcode opcode() {
        return Opcode.TASK_MANAGEMENT_REQUEST;
    }

    /** The function, null when the standards assign none to the code. */
    public @Nullable TaskManagementFunction function() {
        return TaskManagementFunction.ofCode(functionCode);
    }
}
