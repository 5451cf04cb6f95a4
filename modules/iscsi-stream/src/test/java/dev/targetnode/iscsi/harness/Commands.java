package dev.targetnode.iscsi.harness;

import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.CdbExtension;
import dev.targetnode.iscsi.pdu.DataOut;
import dev.targetnode.iscsi.pdu.LogoutReason;
import dev.targetnode.iscsi.pdu.LogoutRequest;
import dev.targetnode.iscsi.pdu.NopOut;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.TaskAttribute;
import dev.targetnode.iscsi.pdu.TaskManagementFunction;
import dev.targetnode.iscsi.pdu.TaskManagementRequest;
import dev.targetnode.iscsi.pdu.TextRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;

/** PDUs as an initiator makes them, with the few things that tests care about. */
public final class Commands {
    private static final long TEST_UNIT_READY = 0;
    private static final long INQUIRY_36 = 0x1200_0000_2400_0000L;

    private Commands() {}

    /** LUN field of a LUN below 256 (SAM-5 4.7.5.1). */
    public static long lun(int number) {
        return (long) number << 48;
    }

    /** A command that moves nothing. */
    public static ScsiCommand testUnitReady(TestInitiator initiator, int lun) {
        return command(initiator.nextTag(), initiator.takeCmdSn(), lun, TEST_UNIT_READY, 0, 0, false, false);
    }

    /** INQUIRY with an ALLOCATION LENGTH of 36. */
    public static ScsiCommand inquiry(TestInitiator initiator, int lun, int expectedBytes) {
        return command(initiator.nextTag(), initiator.takeCmdSn(), lun, INQUIRY_36, 0, expectedBytes, true, false);
    }

    /** READ (16). */
    public static ScsiCommand read(TestInitiator initiator, int lun, long lba, int blocks, int expectedBytes) {
        return command(
                initiator.nextTag(),
                initiator.takeCmdSn(),
                lun,
                high(0x88, lba),
                low(lba, blocks),
                expectedBytes,
                true,
                false);
    }

    /** READ (16) of just as much as is expected. */
    public static ScsiCommand read(TestInitiator initiator, int lun, long lba, int blocks) {
        return read(initiator, lun, lba, blocks, blocks * RamStore.BLOCK_BYTES);
    }

    /** WRITE (16); {@code last} is F: no unsolicited Data-Out follows. */
    public static ScsiCommand write(
            TestInitiator initiator,
            int lun,
            long lba,
            int blocks,
            int expectedBytes,
            ByteBuf immediate,
            boolean last) {
        return new ScsiCommand(
                false,
                last,
                false,
                true,
                TaskAttribute.SIMPLE,
                lun(lun),
                initiator.nextTag(),
                expectedBytes,
                initiator.takeCmdSn(),
                initiator.expStatSn(),
                high(0x8A, lba),
                low(lba, blocks),
                CdbExtension.NONE,
                ScsiCommand.NO_BIDIRECTIONAL_READ,
                immediate);
    }

    /** WRITE (16) that waits for R2T. */
    public static ScsiCommand write(TestInitiator initiator, int lun, long lba, int blocks) {
        return write(initiator, lun, lba, blocks, blocks * RamStore.BLOCK_BYTES, Unpooled.EMPTY_BUFFER, true);
    }

    private static long high(int opcode, long lba) {
        return (long) opcode << 56 | lba >>> 16;
    }

    private static long low(long lba, int blocks) {
        return (lba & 0xFFFF) << 48 | Integer.toUnsignedLong(blocks) << 16;
    }

    /** Any command. */
    public static ScsiCommand command(
            int tag, int cmdSn, int lun, long cdbHigh, long cdbLow, long expectedBytes, boolean read, boolean write) {
        return new ScsiCommand(
                false,
                true,
                read,
                write,
                TaskAttribute.SIMPLE,
                lun(lun),
                tag,
                expectedBytes,
                cmdSn,
                0,
                cdbHigh,
                cdbLow,
                CdbExtension.NONE,
                ScsiCommand.NO_BIDIRECTIONAL_READ,
                Unpooled.EMPTY_BUFFER);
    }

    /** The same command with the I bit; it carries the next CmdSN and does not take it. */
    public static ScsiCommand immediate(TestInitiator initiator, ScsiCommand command) {
        return new ScsiCommand(
                true,
                command.last(),
                command.read(),
                command.write(),
                command.attribute(),
                command.lun(),
                command.initiatorTaskTag(),
                command.expectedDataTransferLength(),
                initiator.cmdSn(),
                command.expStatSn(),
                command.cdbHigh(),
                command.cdbLow(),
                command.cdbExtension(),
                command.bidirectionalReadLength(),
                command.data());
    }

    /** A part of a write's data. */
    public static DataOut dataOut(
            ScsiCommand write, int transferTag, int dataSn, int offset, ByteBuf data, boolean last) {
        return new DataOut(last, write.lun(), write.initiatorTaskTag(), transferTag, 0, dataSn, offset, data);
    }

    /** An immediate task management request. */
    public static TaskManagementRequest manage(TestInitiator initiator, TaskManagementFunction function, int lun) {
        return manage(initiator, function, lun, Bhs.RESERVED_TAG, 0);
    }

    /** An immediate ABORT TASK. */
    public static TaskManagementRequest abort(TestInitiator initiator, ScsiCommand command) {
        return manage(
                initiator,
                TaskManagementFunction.ABORT_TASK,
                (int) (command.lun() >>> 48),
                command.initiatorTaskTag(),
                command.cmdSn());
    }

    /** An immediate task management request about a task. */
    public static TaskManagementRequest manage(
            TestInitiator initiator, TaskManagementFunction function, int lun, int referencedTag, int refCmdSn) {
        return new TaskManagementRequest(
                true,
                function.code(),
                lun(lun),
                initiator.nextTag(),
                referencedTag,
                initiator.cmdSn(),
                initiator.expStatSn(),
                refCmdSn,
                0);
    }

    /** An immediate ping. */
    public static NopOut ping(TestInitiator initiator, ByteBuf data) {
        return new NopOut(
                true, 0, initiator.nextTag(), Bhs.RESERVED_TAG, initiator.cmdSn(), initiator.expStatSn(), data);
    }

    /** A text request; its CmdSN is taken. */
    public static TextRequest text(
            TestInitiator initiator, boolean last, boolean more, int tag, int transferTag, ByteBuf text) {
        return new TextRequest(
                false, last, more, 0, tag, transferTag, initiator.takeCmdSn(), initiator.expStatSn(), text);
    }

    /** A logout. */
    public static LogoutRequest logout(TestInitiator initiator, LogoutReason reason, int cid) {
        return new LogoutRequest(false, reason, initiator.nextTag(), cid, initiator.takeCmdSn(), initiator.expStatSn());
    }

    /** Bytes that are the same for the same seed. */
    public static byte[] pattern(long seed, int bytes) {
        byte[] pattern = new byte[bytes];
        new Random(seed).nextBytes(pattern);
        return pattern;
    }
}
