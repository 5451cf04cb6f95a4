package dev.targetnode.iscsi.wire;

import static dev.targetnode.iscsi.wire.Exchange.BLOCK;
import static dev.targetnode.iscsi.wire.Exchange.GOOD;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.harness.Commands;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.NopIn;
import dev.targetnode.iscsi.pdu.NopOut;
import dev.targetnode.iscsi.pdu.ReadyToTransfer;
import dev.targetnode.iscsi.pdu.Reject;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.ScsiResponse;
import dev.targetnode.iscsi.pdu.TaskManagementFunction;
import dev.targetnode.iscsi.pdu.TaskManagementResponseCode;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CmdSN, ExpCmdSN and MaxCmdSN (RFC 7143 4.2.2.1). */
@Timeout(60)
class CommandWindowTest {
    private static final int SLOTS = 4;

    private static TestNode node() {
        return TestNode.options().key("QueuedCommands", String.valueOf(SLOTS)).start();
    }

    private static TestInitiator login(TestNode node) {
        TestInitiator initiator = node.connect();
        initiator.login("InitialR2T=Yes");
        Exchange.clearAttentions(initiator);
        return initiator;
    }

    @Test
    void theWindowIsAsWideAsTheQueue() {
        try (TestNode node = node();
                TestInitiator initiator = login(node)) {
            assertEquals(SLOTS, initiator.windowOpen());
        }
    }

    @Test
    void commandsOutsideTheWindowAreIgnored() {
        try (TestNode node = node();
                TestInitiator initiator = login(node)) {
            int next = initiator.cmdSn();
            ScsiCommand tooLow = Commands.command(1, next - 1, 0, 0, 0, 0, false, false);
            ScsiCommand tooHigh = Commands.command(2, next + SLOTS, 0, 0, 0, 0, false, false);
            ScsiCommand farAway = Commands.command(3, next + (1 << 30), 0, 0, 0, 0, false, false);
            initiator.send(tooLow).send(tooHigh).send(farAway);
            assertEquals(
                    GOOD,
                    Exchange.run(initiator, Commands.testUnitReady(initiator, 0))
                            .status());
            assertEquals(next + 1, initiator.expCmdSn());
        }
    }

    @Test
    void aWriteOutsideTheWindowLeavesNoData() {
        try (TestNode node = node();
                TestInitiator initiator = login(node)) {
            int next = initiator.cmdSn();
            initiator.cmdSn(next - 10);
            initiator.send(Commands.write(initiator, 0, 0, 1, BLOCK, Unpooled.wrappedBuffer(new byte[BLOCK]), true));
            initiator.cmdSn(next);
            Exchange.run(initiator, Commands.testUnitReady(initiator, 0));
            assertEquals(0, node.buffersOut());
        }
    }

    @Test
    void commandsThatComeEarlyWaitForTheirTurnAndDoublesAreDropped() {
        try (TestNode node = node();
                TestInitiator initiator = login(node)) {
            int first = initiator.cmdSn();
            ScsiCommand[] commands = new ScsiCommand[SLOTS];
            for (int i = 0; i < SLOTS; i++) {
                commands[i] = Commands.testUnitReady(initiator, 0);
            }
            initiator.send(commands[2]).send(commands[1]).send(commands[3]).send(commands[2]);
            initiator.expectSilence(50);
            initiator.send(commands[0]);
            for (ScsiCommand command : commands) {
                assertEquals(GOOD, Exchange.response(initiator, command).status());
            }
            assertEquals(first + SLOTS, initiator.expCmdSn());
            assertEquals(SLOTS, initiator.windowOpen());
        }
    }

    @Test
    void aSessionThatEndsWithEarlyCommandsLeavesNothing() {
        try (TestNode node = node()) {
            TestInitiator initiator = login(node);
            initiator.takeCmdSn();
            byte[] data = new byte[4 * BLOCK];
            initiator.send(Commands.write(initiator, 0, 0, 4, data.length, Unpooled.wrappedBuffer(data), true));
            initiator.expectSilence(20);
            initiator.close();
            node.awaitRest();
        }
    }

    @Test
    void theWindowIsClosedByCommandsThatRunAndOpenedByTheirResponses() {
        try (TestNode node = node();
                TestInitiator initiator = login(node)) {
            node.store(0).hold();
            ScsiCommand[] reads = new ScsiCommand[SLOTS];
            for (int i = 0; i < SLOTS; i++) {
                reads[i] = Commands.read(initiator, 0, i, 1);
                initiator.send(reads[i]);
            }
            initiator.send(Commands.ping(initiator, Unpooled.EMPTY_BUFFER));
            NopIn closed = initiator.receive(NopIn.class);
            assertEquals(closed.expCmdSn() - 1, closed.maxCmdSn());
            ScsiCommand beyond = Commands.command(7, initiator.cmdSn(), 0, 0, 0, 0, false, false);
            initiator.send(beyond);
            initiator.expectSilence(50);
            node.store(0).letGo();
            for (ScsiCommand read : reads) {
                Exchange.dataIn(initiator, read);
            }
            assertEquals(SLOTS, initiator.windowOpen());
        }
    }

    @Test
    void immediateCommandsPassAClosedWindow() {
        try (TestNode node = node();
                TestInitiator initiator = login(node)) {
            node.store(0).hold();
            for (int i = 0; i < SLOTS; i++) {
                initiator.send(Commands.read(initiator, 0, i, 1));
            }
            ScsiCommand ready = Commands.command(9, 0, 1, 0, 0, 0, false, false);
            assertEquals(
                    GOOD,
                    Exchange.run(initiator, Commands.immediate(initiator, ready))
                            .status());
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.LOGICAL_UNIT_RESET, 0),
                    TaskManagementResponseCode.FUNCTION_COMPLETE);
            assertEquals(SLOTS, initiator.windowOpen());
        }
    }

    @Test
    void aWindowThatAnotherSessionsResetHasOpenedIsTold() {
        try (TestNode node = node();
                TestInitiator initiator = login(node);
                TestInitiator other = node.connect()) {
            other.loginAs(TestInitiator.ISID + 1);
            Exchange.clearAttentions(other);
            for (int i = 0; i < SLOTS; i++) {
                initiator.send(Commands.write(initiator, 0, i, 1));
                initiator.receive(ReadyToTransfer.class);
            }
            assertEquals(0, initiator.windowOpen());
            Exchange.managed(
                    other,
                    Commands.manage(other, TaskManagementFunction.LOGICAL_UNIT_RESET, 0),
                    TaskManagementResponseCode.FUNCTION_COMPLETE);
            initiator.receiveNews(); // no task is left whose response could tell
            assertTrue(initiator.windowOpen() > 0);
        }
    }

    @Test
    void aTagInUseIsRejected() {
        try (TestNode node = node();
                TestInitiator initiator = login(node)) {
            ScsiCommand write = Commands.write(initiator, 0, 0, 1);
            initiator.send(write);
            initiator.receive(ReadyToTransfer.class);
            byte[] data = new byte[BLOCK];
            ScsiCommand again = Commands.write(initiator, 0, 0, 1, BLOCK, Unpooled.wrappedBuffer(data), true);
            initiator.send(new ScsiCommand(
                    again.immediate(),
                    again.last(),
                    again.read(),
                    again.write(),
                    again.attribute(),
                    again.lun(),
                    write.initiatorTaskTag(),
                    again.expectedDataTransferLength(),
                    again.cmdSn(),
                    again.expStatSn(),
                    again.cdbHigh(),
                    again.cdbLow(),
                    again.cdbExtension(),
                    again.bidirectionalReadLength(),
                    again.data()));
            assertEquals(
                    RejectReason.TASK_IN_PROGRESS,
                    initiator.receive(Reject.class).reason());
            // RFC 7143 7.3: its CmdSN does not count as received, and another command plugs the gap.
            assertEquals(again.cmdSn(), initiator.expCmdSn());
            ScsiCommand next = Commands.testUnitReady(initiator, 0);
            initiator.send(next);
            initiator.expectSilence(30);
            ScsiCommand plug = Commands.command(initiator.nextTag(), again.cmdSn(), 0, 0, 0, 0, false, false);
            assertEquals(GOOD, Exchange.run(initiator, plug).status());
            assertEquals(GOOD, Exchange.response(initiator, next).status());
            assertEquals(SLOTS - 1, initiator.windowOpen());
        }
    }

    @Test
    void unsolicitedDataOfACommandThatWaitsForItsTurnIsKept() {
        try (TestNode node = node();
                TestInitiator initiator = node.connect()) {
            initiator.login("InitialR2T=No", "ImmediateData=Yes");
            Exchange.clearAttentions(initiator);
            byte[] data = Commands.pattern(5, 4 * BLOCK);
            ScsiCommand first = Commands.testUnitReady(initiator, 0);
            ScsiCommand write =
                    Commands.write(initiator, 0, 0, 4, data.length, Unpooled.wrappedBuffer(data, 0, BLOCK), false);
            initiator.send(write);
            initiator.send(Commands.dataOut(write, -1, 0, BLOCK, Unpooled.wrappedBuffer(data, BLOCK, BLOCK), false));
            initiator.send(Commands.dataOut(
                    write, -1, 1, 2 * BLOCK, Unpooled.wrappedBuffer(data, 2 * BLOCK, 2 * BLOCK), true));
            initiator.expectSilence(30);
            initiator.send(first);
            assertEquals(GOOD, Exchange.response(initiator, first).status());
            assertEquals(GOOD, Exchange.response(initiator, write).status());
            assertArrayEquals(data, node.store(0).content(0, data.length));
        }
    }

    @Test
    void moreUnsolicitedDataThanACommandThatWaitsMayBringFailsIt() {
        try (TestNode node = node();
                TestInitiator initiator = node.connect()) {
            initiator.login("InitialR2T=No", "FirstBurstLength=1024");
            Exchange.clearAttentions(initiator);
            ScsiCommand first = Commands.testUnitReady(initiator, 0);
            ScsiCommand write = Commands.write(initiator, 0, 0, 4, 4 * BLOCK, Unpooled.EMPTY_BUFFER, false);
            initiator.send(write);
            for (int i = 0; i < 4; i++) {
                initiator.send(
                        Commands.dataOut(write, -1, i, i * BLOCK, Unpooled.wrappedBuffer(new byte[BLOCK]), i == 3));
            }
            initiator.send(first);
            ScsiResponse failed = Exchange.response(initiator, write); // which no device sees
            assertEquals(0x0B0C0D, Exchange.sense(failed));
            assertEquals(GOOD, Exchange.response(initiator, first).status());
            assertEquals(0, node.buffersOut());
        }
    }

    @Test
    void aSessionThatEndsWithEarlyDataLeavesNothing() {
        try (TestNode node = node()) {
            TestInitiator initiator = node.connect();
            initiator.login("InitialR2T=No");
            initiator.takeCmdSn();
            ScsiCommand write = Commands.write(initiator, 0, 0, 16, 16 * BLOCK, Unpooled.EMPTY_BUFFER, false);
            initiator.send(write);
            initiator.send(Commands.dataOut(write, -1, 0, 0, Unpooled.wrappedBuffer(new byte[8 * BLOCK]), false));
            initiator.expectSilence(20);
            initiator.close();
            node.awaitRest();
        }
    }

    @Test
    void tooManyImmediateCommandsAreRejected() {
        try (TestNode node = node();
                TestInitiator initiator = login(node)) {
            node.store(0).hold();
            int sent = 20;
            for (int i = 0; i < sent; i++) {
                ScsiCommand read = Commands.command(1000 + i, 0, 0, 0x28L << 56, 1L << 56, BLOCK, true, false);
                initiator.send(Commands.immediate(initiator, read));
            }
            for (int i = 16; i < sent; i++) {
                assertEquals(
                        RejectReason.IMMEDIATE_COMMAND_REJECT,
                        initiator.receive(Reject.class).reason());
            }
        }
    }

    @Test
    void pingsThatHoldSlotsAreAnsweredAndGiveThemBack() {
        try (TestNode node = node();
                TestInitiator initiator = login(node)) {
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < SLOTS; i++) {
                    initiator.send(new NopOut(
                            false,
                            0,
                            initiator.nextTag(),
                            Bhs.RESERVED_TAG,
                            initiator.takeCmdSn(),
                            initiator.expStatSn(),
                            Unpooled.wrappedBuffer(Commands.pattern(i, 100 + i))));
                }
                for (int i = 0; i < SLOTS; i++) {
                    initiator.receive(NopIn.class);
                }
                while (initiator.windowOpen() < SLOTS) {
                    initiator.send(Commands.ping(initiator, Unpooled.EMPTY_BUFFER));
                    initiator.receive(NopIn.class);
                }
            }
            ScsiResponse response = Exchange.run(initiator, Commands.testUnitReady(initiator, 0));
            assertEquals(GOOD, response.status());
        }
    }
}
