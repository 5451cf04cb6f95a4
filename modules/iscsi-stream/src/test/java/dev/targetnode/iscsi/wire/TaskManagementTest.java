package dev.targetnode.iscsi.wire;

import static dev.targetnode.iscsi.wire.Exchange.BLOCK;
import static dev.targetnode.iscsi.wire.Exchange.CHECK_CONDITION;
import static dev.targetnode.iscsi.wire.Exchange.GOOD;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.ControlMode;
import dev.targetnode.iscsi.harness.Commands;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.pdu.ReadyToTransfer;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.ScsiResponse;
import dev.targetnode.iscsi.pdu.TargetPdu;
import dev.targetnode.iscsi.pdu.TaskManagementFunction;
import dev.targetnode.iscsi.pdu.TaskManagementRequest;
import dev.targetnode.iscsi.pdu.TaskManagementResponse;
import dev.targetnode.iscsi.pdu.TaskManagementResponseCode;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Task management (RFC 7143 11.5, 11.6): always answered within a bound, and the truth. */
@Timeout(60)
class TaskManagementTest {
    private static final int BUSY = 8;
    private static final int TASK_ABORTED = 0x40;
    private static final int RESET_OCCURRED = 0x062903;
    private static final int POWER_ON = 0x062900;
    private static final int COMMANDS_CLEARED = 0x062F00;
    private static final int INTERNAL_TARGET_FAILURE = 0x044400;

    private static TestInitiator login(TestNode node) {
        TestInitiator initiator = node.connect();
        initiator.login("InitialR2T=Yes", "MaxOutstandingR2T=1");
        Exchange.clearAttentions(initiator);
        return initiator;
    }

    private static void awaitHeld(TestNode node, int operations) {
        TestNode.await(() -> node.store(0).heldCount() == operations, () -> "not at the backend");
    }

    @Test
    void abortOfATaskThatWaitsForDataEndsItAndDropsWhatComesLate() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            ScsiCommand write = Commands.write(initiator, 0, 0, 4);
            initiator.send(write);
            ReadyToTransfer asked = initiator.receive(ReadyToTransfer.class);
            Exchange.managed(initiator, Commands.abort(initiator, write), TaskManagementResponseCode.FUNCTION_COMPLETE);
            Exchange.answer(initiator, write, asked, new byte[4 * BLOCK]);
            assertEquals(
                    GOOD,
                    Exchange.run(initiator, Commands.testUnitReady(initiator, 0))
                            .status());
            assertEquals(0, node.buffersOut());
        }
    }

    @Test
    void abortOfATaskTheBackendHasIsAnsweredWithinItsBoundAndClosesItsRange() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            node.store(0).hold();
            byte[] old = Commands.pattern(1, BLOCK);
            ScsiCommand write = Commands.write(initiator, 0, 5, 1, BLOCK, Unpooled.wrappedBuffer(old), true);
            initiator.send(write);
            awaitHeld(node, 1);
            long start = System.nanoTime();
            Exchange.managed(initiator, Commands.abort(initiator, write), TaskManagementResponseCode.FUNCTION_COMPLETE);
            assertTrue(System.nanoTime() - start < 1_000_000_000L, "answered within a second");
            ScsiCommand newer =
                    Commands.write(initiator, 0, 5, 1, BLOCK, Unpooled.wrappedBuffer(Commands.pattern(2, BLOCK)), true);
            assertEquals(BUSY, Exchange.run(initiator, newer).status());
            assertEquals(
                    GOOD,
                    Exchange.run(initiator, Commands.testUnitReady(initiator, 1))
                            .status());
            node.store(0).letGo();
            TestNode.await(() -> node.buffersOut() == 0, () -> "the stuck task's buffer is not back");
            byte[] last = Commands.pattern(3, BLOCK);
            ScsiCommand again = Commands.write(initiator, 0, 5, 1, BLOCK, Unpooled.wrappedBuffer(last), true);
            assertEquals(GOOD, Exchange.run(initiator, again).status());
            assertArrayEquals(last, node.store(0).content(5 * BLOCK, BLOCK));
        }
    }

    @Test
    void theTagOfAnAbortedTaskThatIsStuckMayBeUsedAgain() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            node.store(0).hold();
            ScsiCommand read = Commands.read(initiator, 0, 0, 1);
            initiator.send(read);
            awaitHeld(node, 1);
            Exchange.managed(initiator, Commands.abort(initiator, read), TaskManagementResponseCode.FUNCTION_COMPLETE);
            ScsiCommand sameTag =
                    Commands.command(read.initiatorTaskTag(), initiator.takeCmdSn(), 1, 0, 0, 0, false, false);
            assertEquals(GOOD, Exchange.run(initiator, sameTag).status());
            node.store(0).letGo();
            initiator.expectSilence(50); // the aborted task sends nothing, not even late
        }
    }

    @Test
    void abortOfACommandThatHasNotArrivedFillsItsPlace() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            ScsiCommand lost = Commands.write(initiator, 0, 0, 1, BLOCK, Unpooled.wrappedBuffer(new byte[BLOCK]), true);
            ScsiCommand next = Commands.testUnitReady(initiator, 0);
            initiator.send(next);
            initiator.expectSilence(30);
            Exchange.managed(initiator, Commands.abort(initiator, lost), TaskManagementResponseCode.FUNCTION_COMPLETE);
            assertEquals(GOOD, Exchange.response(initiator, next).status());
            initiator.send(lost); // it comes after all, and is dropped
            initiator.expectSilence(30);
            assertEquals(0, node.buffersOut());
            assertEquals(initiator.cmdSn(), initiator.expCmdSn());
        }
    }

    @Test
    void anAbortWithTheNumberOfAnotherCommandDoesNotTakeItsPlace() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            ScsiCommand first = Commands.testUnitReady(initiator, 0);
            ScsiCommand early = Commands.testUnitReady(initiator, 0);
            initiator.send(early);
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.ABORT_TASK, 0, 77, early.cmdSn()),
                    TaskManagementResponseCode.TASK_DOES_NOT_EXIST);
            initiator.send(first);
            assertEquals(GOOD, Exchange.response(initiator, first).status());
            assertEquals(GOOD, Exchange.response(initiator, early).status());
        }
    }

    @Test
    void abortOfNoTaskSaysSo() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.ABORT_TASK, 0, 4711, initiator.expCmdSn() - 1),
                    TaskManagementResponseCode.TASK_DOES_NOT_EXIST);
        }
    }

    @Test
    void abortTaskSetEndsEveryTaskOfItsUnitAndNoOther() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            node.store(0).hold();
            for (int i = 0; i < 3; i++) {
                initiator.send(Commands.read(initiator, 0, i, 1));
            }
            initiator.send(Commands.write(initiator, 0, 8, 1));
            initiator.receive(ReadyToTransfer.class);
            ScsiCommand elsewhere = Commands.write(initiator, 1, 0, 1);
            initiator.send(elsewhere);
            ReadyToTransfer asked = initiator.receive(ReadyToTransfer.class);
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.ABORT_TASK_SET, 0),
                    TaskManagementResponseCode.FUNCTION_COMPLETE);
            Exchange.answer(initiator, elsewhere, asked, new byte[BLOCK]);
            assertEquals(GOOD, Exchange.response(initiator, elsewhere).status());
            node.store(0).letGo();
            assertEquals(
                    GOOD,
                    Exchange.run(initiator, Commands.testUnitReady(initiator, 0))
                            .status());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGICAL_UNIT_RESET", "TARGET_WARM_RESET"})
    void aResetEndsTheTasksOfEverySessionAndIsReported(TaskManagementFunction reset) {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node);
                TestInitiator other = node.connect()) {
            other.loginAs(TestInitiator.ISID + 1);
            Exchange.clearAttentions(other);
            ScsiCommand write = Commands.write(other, 0, 0, 4);
            other.send(write);
            ReadyToTransfer asked = other.receive(ReadyToTransfer.class);
            Exchange.managed(
                    initiator, Commands.manage(initiator, reset, 0), TaskManagementResponseCode.FUNCTION_COMPLETE);
            Exchange.answer(other, write, asked, new byte[4 * BLOCK]);
            for (TestInitiator each : new TestInitiator[] {initiator, other}) {
                ScsiResponse response = Exchange.run(each, Commands.testUnitReady(each, 0));
                assertEquals(CHECK_CONDITION, response.status());
                assertEquals(RESET_OCCURRED, Exchange.sense(response));
            }
        }
    }

    @Test
    void aResetWithAStuckTaskIsAnsweredAndTheDeviceIsNotReadyUntilItsBackendAnswers() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            node.store(0).hold();
            initiator.send(Commands.read(initiator, 0, 0, 1));
            awaitHeld(node, 1);
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.LOGICAL_UNIT_RESET, 0),
                    TaskManagementResponseCode.FUNCTION_COMPLETE);
            Exchange.run(initiator, Commands.testUnitReady(initiator, 0)); // the unit attention
            ScsiResponse isolated = Exchange.run(initiator, Commands.testUnitReady(initiator, 0));
            assertEquals(0x02, Exchange.sense(isolated) >> 16);
            node.store(0).letGo();
            TestNode.await(
                    () -> Exchange.run(initiator, Commands.testUnitReady(initiator, 0))
                                    .status()
                            == GOOD,
                    () -> "still not ready");
        }
    }

    private static TestInitiator other(TestNode node) {
        TestInitiator other = node.connect();
        other.loginAs(TestInitiator.ISID + 1, "InitialR2T=Yes");
        Exchange.clearAttentions(other);
        return other;
    }

    private static void clearTaskSet(TestInitiator initiator) {
        Exchange.managed(
                initiator,
                Commands.manage(initiator, TaskManagementFunction.CLEAR_TASK_SET, 0),
                TaskManagementResponseCode.FUNCTION_COMPLETE);
    }

    @Test
    void clearTaskSetOfASharedSetEndsTheTasksOfOthersWhereverTheyAre() {
        try (TestNode node = TestNode.options()
                        .control(new ControlMode(false, false, false, false))
                        .start();
                TestInitiator initiator = login(node);
                TestInitiator other = other(node)) {
            node.store(0).hold();
            other.send(Commands.read(other, 0, 0, 1)); // at the backend
            awaitHeld(node, 1);
            ScsiCommand write = Commands.write(other, 0, 8, 1);
            other.send(write); // waits for its data
            ReadyToTransfer asked = other.receive(ReadyToTransfer.class);
            clearTaskSet(initiator);
            Exchange.answer(other, write, asked, new byte[BLOCK]);
            ScsiResponse told = Exchange.run(other, Commands.testUnitReady(other, 0));
            assertEquals(COMMANDS_CLEARED, Exchange.sense(told));
            assertEquals(
                    GOOD, Exchange.run(other, Commands.testUnitReady(other, 0)).status());
            assertEquals(
                    GOOD,
                    Exchange.run(initiator, Commands.testUnitReady(initiator, 0))
                            .status());
            node.store(0).letGo();
            other.expectSilence(30);
        }
    }

    @Test
    void clearTaskSetTellsOfTasksThatTheDeviceHasNotSeen() {
        try (TestNode node = TestNode.options()
                        .control(new ControlMode(false, false, false, false))
                        .start();
                TestInitiator initiator = login(node);
                TestInitiator other = other(node)) {
            ScsiCommand write = Commands.write(other, 0, 8, 1);
            other.send(write);
            other.receive(ReadyToTransfer.class);
            clearTaskSet(initiator);
            node.event("cleared", "lun=0", "tasks=1");
            ScsiResponse told = Exchange.run(other, Commands.testUnitReady(other, 0));
            assertEquals(COMMANDS_CLEARED, Exchange.sense(told));
        }
    }

    @Test
    void clearTaskSetWithTaskAbortedStatusAnswersEveryTaskAtOnceHoweverStuck() {
        try (TestNode node = TestNode.options()
                        .control(new ControlMode(false, false, false, true))
                        .start();
                TestInitiator initiator = login(node);
                TestInitiator other = other(node)) {
            node.store(0).hold();
            ScsiCommand read = Commands.read(other, 0, 0, 1);
            other.send(read);
            awaitHeld(node, 1);
            ScsiCommand write = Commands.write(other, 0, 8, 1);
            other.send(write);
            other.receive(ReadyToTransfer.class);
            clearTaskSet(initiator);
            for (int i = 0; i < 2; i++) {
                assertEquals(TASK_ABORTED, other.receive(ScsiResponse.class).status());
            }
            assertEquals(
                    GOOD, Exchange.run(other, Commands.testUnitReady(other, 0)).status());
            node.store(0).letGo();
            other.expectSilence(30);
        }
    }

    @Test
    void clearTaskSetOfASetOfItsOwnLeavesOthersAlone() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node);
                TestInitiator other = other(node)) {
            node.store(0).hold();
            ScsiCommand read = Commands.read(other, 0, 0, 1);
            other.send(read);
            ScsiCommand own = Commands.read(initiator, 0, 8, 1);
            initiator.send(own);
            awaitHeld(node, 2);
            clearTaskSet(initiator);
            node.store(0).letGo();
            Exchange.dataIn(other, read);
            initiator.expectSilence(30);
        }
    }

    @Test
    void coldResetIsAnsweredThenEverySessionOfTheTargetEnds() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node);
                TestInitiator other = other(node)) {
            node.store(0).hold();
            other.send(Commands.read(other, 0, 0, 1));
            awaitHeld(node, 1);
            long start = System.nanoTime();
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.TARGET_COLD_RESET, 0),
                    TaskManagementResponseCode.FUNCTION_COMPLETE);
            assertTrue(System.nanoTime() - start < 2_000_000_000L, "answered within two seconds");
            assertTrue(initiator.isClosedByTarget());
            assertTrue(other.isClosedByTarget());
            node.store(0).letGo();
            try (TestInitiator again = node.connect()) {
                again.login();
                assertEquals(POWER_ON, Exchange.sense(Exchange.run(again, Commands.testUnitReady(again, 0))));
            }
        }
    }

    @Test
    void everyFunctionIsAnsweredWithinItsBoundWhileTheBackendIsStuck() {
        try (TestNode node = TestNode.options()
                        .control(new ControlMode(false, false, false, false))
                        .start();
                TestInitiator initiator = login(node);
                TestInitiator other = other(node)) {
            node.store(0).hold();
            for (TaskManagementFunction function : new TaskManagementFunction[] {
                TaskManagementFunction.ABORT_TASK_SET,
                TaskManagementFunction.CLEAR_TASK_SET,
                TaskManagementFunction.LOGICAL_UNIT_RESET,
                TaskManagementFunction.TARGET_WARM_RESET,
                TaskManagementFunction.TARGET_COLD_RESET
            }) {
                initiator.send(Commands.read(initiator, 0, 0, 1));
                other.send(Commands.read(other, 0, 0, 1));
                long start = System.nanoTime();
                initiator.send(Commands.manage(initiator, function, 0));
                TargetPdu answer = initiator.receive();
                while (answer instanceof ScsiResponse) { // a unit attention, or NOT READY
                    answer = initiator.receive();
                }
                assertEquals(
                        TaskManagementResponseCode.FUNCTION_COMPLETE, ((TaskManagementResponse) answer).response());
                assertTrue(System.nanoTime() - start < 2_000_000_000L, () -> function + " takes too long");
            }
        }
    }

    @Test
    void aFunctionSentAheadEndsTheCommandsBeforeItThatHaveNotHadTheirTurn() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            ScsiCommand missing = Commands.testUnitReady(initiator, 1);
            byte[] data = Commands.pattern(9, BLOCK);
            ScsiCommand early = Commands.write(initiator, 0, 0, 1, BLOCK, Unpooled.wrappedBuffer(data), true);
            ScsiCommand elsewhere = Commands.testUnitReady(initiator, 1);
            initiator.send(early).send(elsewhere);
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.ABORT_TASK_SET, 0),
                    TaskManagementResponseCode.FUNCTION_COMPLETE);
            initiator.send(missing);
            assertEquals(GOOD, Exchange.response(initiator, missing).status());
            assertEquals(GOOD, Exchange.response(initiator, elsewhere).status());
            assertEquals(
                    GOOD,
                    Exchange.run(initiator, Commands.testUnitReady(initiator, 0))
                            .status());
            assertArrayEquals(new byte[BLOCK], node.store(0).content(0, BLOCK));
            assertEquals(0, node.buffersOut());
        }
    }

    @Test
    void tasksOfADeviceThatFailsEndAndItsSessionsLiveOn() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            node.store(0).hold();
            ScsiCommand held = Commands.read(initiator, 0, 0, 1);
            initiator.send(held);
            awaitHeld(node, 1);
            node.store(0).breakDevice();
            initiator.send(Commands.read(initiator, 0, 8, 1)); // this one makes it fail
            assertEquals(INTERNAL_TARGET_FAILURE, Exchange.sense(initiator.receive(ScsiResponse.class)));
            ScsiResponse later = Exchange.run(initiator, Commands.testUnitReady(initiator, 0));
            assertEquals(INTERNAL_TARGET_FAILURE, Exchange.sense(later));
            assertEquals(
                    GOOD,
                    Exchange.run(initiator, Commands.testUnitReady(initiator, 1))
                            .status());
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.LOGICAL_UNIT_RESET, 0),
                    TaskManagementResponseCode.FUNCTION_COMPLETE);
            node.store(0).letGo();
            initiator.expectSilence(30); // the reset has ended it
        }
    }

    @Test
    void aUnitThatIsNotThereIsNamed() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            for (TaskManagementFunction function : new TaskManagementFunction[] {
                TaskManagementFunction.ABORT_TASK_SET,
                TaskManagementFunction.CLEAR_TASK_SET,
                TaskManagementFunction.LOGICAL_UNIT_RESET
            }) {
                Exchange.managed(
                        initiator,
                        Commands.manage(initiator, function, 9),
                        TaskManagementResponseCode.LUN_DOES_NOT_EXIST);
            }
        }
    }

    @Test
    void functionsThatAreNotOfferedAreRefused() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.TASK_REASSIGN, 0),
                    TaskManagementResponseCode.TASK_ALLEGIANCE_REASSIGNMENT_NOT_SUPPORTED);
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.CLEAR_ACA, 0),
                    TaskManagementResponseCode.FUNCTION_NOT_SUPPORTED);
            TaskManagementRequest reserved = new TaskManagementRequest(
                    true, 0x55, 0, initiator.nextTag(), 0, initiator.cmdSn(), initiator.expStatSn(), 0, 0);
            Exchange.managed(initiator, reserved, TaskManagementResponseCode.FUNCTION_NOT_SUPPORTED);
        }
    }
}
