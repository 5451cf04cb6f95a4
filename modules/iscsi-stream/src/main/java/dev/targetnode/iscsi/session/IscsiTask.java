package dev.targetnode.iscsi.session;

import dev.targetnode.core.memory.MemoryBudget;
import dev.targetnode.core.memory.SessionMemory;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.statistics.LunCounters;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One SCSI task of a session, from the arrival of its command to the end of its last buffer. Owned by the session's task
 * table; confined to the session's loop.
 */
final class IscsiTask {
    /** Where a task stands. */
    enum State {
        /** Its data is still coming. */
        RECEIVING,
        /** It waits for memory, before its first R2T or before its read. */
        AWAITING_MEMORY,
        /** The logical unit has it. */
        EXECUTING,
        /** It is over for the initiator. */
        ENDED
    }

    /** Names the task to its logical unit; never used again in this session. */
    final long tag;

    final int initiatorTaskTag;
    final int cmdSn;
    final ScsiCommand command;
    /** The number of its logical unit. */
    final int lun;

    final MemoryBudget deviceMemory;
    final int expectedBytes;
    /** What it has reserved beyond its CmdSN slot. */
    final SessionMemory.Holding holding;

    final WriteData data = new WriteData();

    @Nullable
    WriteTransfer transfer;

    @Nullable
    ByteBuf dataIn;

    State state = State.RECEIVING;
    /** What counts it. */
    LunCounters counters = LunCounters.off();
    /** When its turn came, by the session's counters. */
    long startedNanos;

    boolean holdsSlot;
    boolean arrived;
    int solicitations;

    IscsiTask(long tag, ScsiCommand command, int lun, MemoryBudget deviceMemory, int expectedBytes) {
        this.tag = tag;
        this.initiatorTaskTag = command.initiatorTaskTag();
        this.cmdSn = command.cmdSn();
        // The PDU's own data segment goes to the task's data; what stays is the header.
        this.command = command;
        this.lun = lun;
        this.deviceMemory = deviceMemory;
        this.holding = new SessionMemory.Holding(deviceMemory);
        this.expectedBytes = expectedBytes;
    }

    /**
     * Bytes that it must still reserve before an R2T may be sent or a read begin.
     *
     * @param slotBytes what a CmdSN slot has reserved for the one that holds it
     * @param roomBytes its buffer for what the command returns
     */
    int missingBytes(int slotBytes, int roomBytes) {
        int needed = command.read() ? roomBytes : 0;
        if (command.write()) {
            needed = Math.max(0, expectedBytes - (holdsSlot ? slotBytes : 0));
        }
        return needed - (int) holding.bytes();
    }
}
