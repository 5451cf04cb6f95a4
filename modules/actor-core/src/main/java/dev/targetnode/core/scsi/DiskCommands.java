package dev.targetnode.core.scsi;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every command of a disk comes to: pure functions over the disk's state and the command. Reservations, ALUA, unit
 * attentions and the medium's readiness have been judged before, by {@link Gate}.
 */
public final class DiskCommands {
    private DiskCommands() {}

    /**
     * Plans a command.
     *
     * @param dataOut for {@link Operation.Transfer#PARAMETERS_OUT} all of the data-out that arrived; not read otherwise
     */
    public static Plan plan(DiskState disk, NexusView nexus, Cdb cdb, List<ByteBuf> dataOut) {
        return plan(disk.commands().find(cdb), disk, nexus, cdb, dataOut);
    }

    /**
     * Plans a command whose operation has been looked up.
     *
     * @param operation what {@code disk.commands().find(cdb)} gave
     */
    public static Plan plan(
            @Nullable Operation operation, DiskState disk, NexusView nexus, Cdb cdb, List<ByteBuf> dataOut) {
        if (operation == null) {
            return Plan.check(disk.commands().refusal(cdb));
        }
        if (!operation.accepts(cdb)) {
            // NACA and LINK of CONTROL are among the bits refused here (SAM-5 5.2).
            return Plan.check(operation.reservedBit(cdb));
        }
        if (operation.modifiesMedium() && disk.writeProtected()) {
            return Plan.check(Sense.WRITE_PROTECTED);
        }
        return switch (operation) {
            case READ_6, READ_10, READ_12, READ_16 -> BlockCommands.read(operation, disk, cdb);
            case WRITE_6, WRITE_10, WRITE_12, WRITE_16 -> BlockCommands.write(operation, disk, cdb);
            case SYNCHRONIZE_CACHE_10 -> BlockCommands.flush(disk, cdb.u32(2), cdb.u16(7), cdb.bit(1, 0x02));
            case SYNCHRONIZE_CACHE_16 -> BlockCommands.flush(disk, cdb.u64(2), cdb.u32(10), cdb.bit(1, 0x02));
            default -> planOther(operation, disk, nexus, cdb, dataOut);
        };
    }

    private static Plan planOther(
            Operation operation, DiskState disk, NexusView nexus, Cdb cdb, List<ByteBuf> dataOut) {
        return switch (operation) {
            case READ_6,
                    READ_10,
                    READ_12,
                    READ_16,
                    WRITE_6,
                    WRITE_10,
                    WRITE_12,
                    WRITE_16,
                    SYNCHRONIZE_CACHE_10,
                    SYNCHRONIZE_CACHE_16 -> throw new IllegalStateException(operation + " is planned above");
            case VERIFY_10, VERIFY_12, VERIFY_16 -> VerifyCommands.verify(operation, disk, cdb);
            case WRITE_AND_VERIFY_10, WRITE_AND_VERIFY_12, WRITE_AND_VERIFY_16 ->
                VerifyCommands.writeAndVerify(operation, disk, cdb);
            case COMPARE_AND_WRITE -> AtomicCommands.compareAndWrite(disk, cdb, dataOut);
            case ORWRITE -> AtomicCommands.orWrite(disk, cdb);
            case PRE_FETCH_10, PRE_FETCH_16 -> PrefetchCommand.plan(operation, disk, cdb);
            case GET_LBA_STATUS -> LbaStatus.plan(disk, cdb);
            case WRITE_SAME_10, WRITE_SAME_16 -> WriteSameCommand.plan(operation, disk, cdb, dataOut);
            case MODE_SELECT_6, MODE_SELECT_10 -> ModeSelect.plan(operation, disk, cdb, dataOut);
            case START_STOP_UNIT -> StartStopCommand.plan(disk, cdb);
            case PREVENT_ALLOW_MEDIUM_REMOVAL -> new Plan.PreventRemoval(cdb.bit(4, 0x01));
            case LOG_SENSE -> LogPages.sense(cdb);
            case LOG_SELECT -> LogPages.select(cdb);
            case SEND_DIAGNOSTIC -> Diagnostics.send(cdb);
            case RECEIVE_DIAGNOSTIC_RESULTS -> Diagnostics.receive(cdb);
            case READ_DEFECT_DATA_10 -> DefectData.plan10(cdb);
            case READ_DEFECT_DATA_12 -> DefectData.plan12(cdb);
            case REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS -> SupportedTaskManagement.plan(cdb);
            case UNMAP -> UnmapCommand.plan(disk, cdb, dataOut);
            case TEST_UNIT_READY -> Plan.GOOD;
            case REQUEST_SENSE -> new Plan.ReportSense(cdb.bit(1, 0x01), cdb.u8(4));
            case INQUIRY -> Inquiry.plan(disk, nexus, cdb);
            case MODE_SENSE_6, MODE_SENSE_10 -> ModeSense.plan(operation, disk, cdb);
            case READ_CAPACITY_10 -> ReadCapacity.plan10(disk, cdb);
            case READ_CAPACITY_16 -> ReadCapacity.plan16(disk, cdb);
            case REPORT_LUNS -> ReportLuns.plan(nexus, cdb);
            case REPORT_SUPPORTED_OPCODES -> SupportedOpcodes.plan(disk.commands(), cdb);
            case RESERVE_6,
                    RELEASE_6,
                    RESERVE_10,
                    RELEASE_10,
                    PERSISTENT_RESERVE_IN_READ_KEYS,
                    PERSISTENT_RESERVE_IN_READ_RESERVATION,
                    PERSISTENT_RESERVE_IN_REPORT_CAPABILITIES,
                    PERSISTENT_RESERVE_IN_READ_FULL_STATUS,
                    PERSISTENT_RESERVE_OUT_REGISTER,
                    PERSISTENT_RESERVE_OUT_RESERVE,
                    PERSISTENT_RESERVE_OUT_RELEASE,
                    PERSISTENT_RESERVE_OUT_CLEAR,
                    PERSISTENT_RESERVE_OUT_PREEMPT,
                    PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT,
                    PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY -> Plan.RESERVATION;
        };
    }

    /**
     * How many bytes the CDB itself asks to move, for the residual count and for what to expect as Data-Out; known
     * without planning, whether or not the command will be refused. For {@link Operation.Transfer#IN} this is the
     * ALLOCATION LENGTH, a bound: what the reply then holds is what counts.
     *
     * @param operation what {@code disk.commands().find(cdb)} gave; null moves nothing
     * @param blockBytes the disk's logical block length
     * @return 0 to 2^32 - 1 blocks, in bytes
     */
    public static long transferBytes(@Nullable Operation operation, Cdb cdb, int blockBytes) {
        if (operation == null) {
            return 0;
        }
        return switch (operation) {
            case READ_6,
                    READ_10,
                    READ_12,
                    READ_16,
                    WRITE_6,
                    WRITE_10,
                    WRITE_12,
                    WRITE_16,
                    WRITE_AND_VERIFY_10,
                    WRITE_AND_VERIFY_12,
                    WRITE_AND_VERIFY_16,
                    ORWRITE -> BlockCommands.length(operation, cdb) * blockBytes;
            case VERIFY_10, VERIFY_12, VERIFY_16 -> VerifyCommands.dataOutBlocks(operation, cdb) * blockBytes;
            case COMPARE_AND_WRITE -> 2L * cdb.u8(13) * blockBytes;
            case WRITE_SAME_10, WRITE_SAME_16 -> WriteSameCommand.carriesData(operation, cdb) ? blockBytes : 0;
            case UNMAP, MODE_SENSE_10, MODE_SELECT_10, LOG_SENSE, LOG_SELECT, READ_DEFECT_DATA_10 -> cdb.u16(7);
            case INQUIRY, SEND_DIAGNOSTIC, RECEIVE_DIAGNOSTIC_RESULTS -> cdb.u16(3);
            case REQUEST_SENSE, MODE_SENSE_6, MODE_SELECT_6 -> cdb.u8(4);
            case READ_CAPACITY_10 -> ReadCapacity.SHORT_BYTES;
            case PERSISTENT_RESERVE_IN_READ_KEYS,
                    PERSISTENT_RESERVE_IN_READ_RESERVATION,
                    PERSISTENT_RESERVE_IN_REPORT_CAPABILITIES,
                    PERSISTENT_RESERVE_IN_READ_FULL_STATUS -> cdb.u16(7);
            case PERSISTENT_RESERVE_OUT_REGISTER,
                    PERSISTENT_RESERVE_OUT_RESERVE,
                    PERSISTENT_RESERVE_OUT_RELEASE,
                    PERSISTENT_RESERVE_OUT_CLEAR,
                    PERSISTENT_RESERVE_OUT_PREEMPT,
                    PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT,
                    PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY -> cdb.u32(5);
            case RESERVE_6, RELEASE_6, RESERVE_10, RELEASE_10 -> 0;
            case READ_CAPACITY_16, GET_LBA_STATUS -> cdb.u32(10);
            case REPORT_LUNS,
                    REPORT_SUPPORTED_OPCODES,
                    REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS,
                    READ_DEFECT_DATA_12 -> cdb.u32(6);
            case TEST_UNIT_READY,
                    SYNCHRONIZE_CACHE_10,
                    SYNCHRONIZE_CACHE_16,
                    PRE_FETCH_10,
                    PRE_FETCH_16,
                    START_STOP_UNIT,
                    PREVENT_ALLOW_MEDIUM_REMOVAL -> 0;
        };
    }
}
