package dev.targetnode.iscsi.wire;

import static dev.targetnode.iscsi.wire.Exchange.BLOCK;
import static dev.targetnode.iscsi.wire.Exchange.GOOD;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.harness.Commands;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.pdu.LoginStatus;
import dev.targetnode.iscsi.pdu.NopIn;
import dev.targetnode.iscsi.pdu.ReadyToTransfer;
import dev.targetnode.iscsi.pdu.Reject;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.ScsiResponse;
import dev.targetnode.iscsi.pdu.TargetPdu;
import dev.targetnode.iscsi.pdu.TaskManagementResponseCode;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With hardly any memory everything still ends, one after the other. */
@Timeout(60)
class MemoryPressureTest {
    private static final int WRITE_BYTES = 768 * 1024;

    private static TestNode tiny() {
        return TestNode.options()
                .budgetBytes(2 << 20)
                .deviceBudgetBytes(1 << 20)
                .key("QueuedCommands", "8")
                .start();
    }

    private static TestInitiator login(TestNode node, long isid) {
        TestInitiator initiator = node.connect();
        initiator.loginAs(isid, "InitialR2T=Yes", "ImmediateData=No", "MaxBurstLength=65536");
        Exchange.clearAttentions(initiator);
        return initiator;
    }

    @Test
    void immediateWritesHaveTheirMemoryOrAreRejected() {
        int bytes = 256 * 1024;
        try (TestNode node = TestNode.options()
                        .budgetBytes(8 << 20)
                        .key("FirstBurstLength", String.valueOf(bytes))
                        .key("QueuedCommands", "4")
                        .start();
                TestInitiator initiator = node.connect()) {
            initiator.login("InitialR2T=No", "FirstBurstLength=" + bytes);
            Exchange.clearAttentions(initiator);
            long before = node.reservedBytes();
            int sent = 16; // as many immediate commands as a session may have
            for (int i = 0; i < sent; i++) {
                ScsiCommand write = Commands.write(initiator, 0, 0, bytes / BLOCK, bytes, Unpooled.EMPTY_BUFFER, false);
                initiator.cmdSn(write.cmdSn());
                initiator.send(Commands.immediate(initiator, write));
            }
            initiator.send(Commands.ping(initiator, Unpooled.EMPTY_BUFFER));
            int rejected = 0;
            TargetPdu next = initiator.receive();
            while (next instanceof Reject reject) {
                assertEquals(RejectReason.IMMEDIATE_COMMAND_REJECT, reject.reason());
                rejected++;
                next = initiator.receive();
            }
            assertTrue(next instanceof NopIn, next::toString);
            assertTrue(rejected > 0 && rejected < sent, "rejected " + rejected);
            long floor = 1 << 20; // which the session has reserved at its login
            assertEquals((long) (sent - rejected) * bytes, node.reservedBytes() - before + floor);
        }
    }

    @Test
    void writesThatTogetherExceedTheBudgetAreAskedForOneAfterTheOther() {
        byte[] data = Commands.pattern(1, WRITE_BYTES);
        try (TestNode node = tiny();
                TestInitiator initiator = login(node, TestInitiator.ISID)) {
            Map<Integer, ScsiCommand> writes = new HashMap<>();
            for (int i = 0; i < 6; i++) {
                ScsiCommand write = Commands.write(initiator, i % 2, 0, WRITE_BYTES / BLOCK);
                writes.put(write.initiatorTaskTag(), write);
                initiator.send(write);
            }
            while (!writes.isEmpty()) {
                TargetPdu next = initiator.receive();
                if (next instanceof ReadyToTransfer asked) {
                    ScsiCommand write = writes.get(asked.initiatorTaskTag());
                    Exchange.answer(initiator, java.util.Objects.requireNonNull(write), asked, data);
                } else {
                    ScsiResponse response = (ScsiResponse) next;
                    assertEquals(GOOD, response.status());
                    writes.remove(response.initiatorTaskTag());
                }
            }
            assertArrayEquals(data, node.store(0).content(0, WRITE_BYTES));
            assertArrayEquals(data, node.store(1).content(0, WRITE_BYTES));
        }
    }

    @Test
    void readsThatTogetherExceedTheBudgetCompleteInOrder() {
        byte[] data = Commands.pattern(2, WRITE_BYTES);
        try (TestNode node = tiny();
                TestInitiator initiator = login(node, TestInitiator.ISID)) {
            node.store(0).fill(0, data);
            ScsiCommand[] reads = new ScsiCommand[8];
            for (int i = 0; i < reads.length; i++) {
                reads[i] = Commands.read(initiator, 0, 0, WRITE_BYTES / BLOCK);
                initiator.send(reads[i]);
            }
            for (ScsiCommand read : reads) {
                assertArrayEquals(data, Exchange.join(Exchange.dataIn(initiator, read)));
            }
        }
    }

    @Test
    void aDeviceWhoseMemoryIsStuckDoesNotStopAnother() {
        try (TestNode node = TestNode.options()
                        .budgetBytes(64 << 20)
                        .deviceBudgetBytes(1 << 20)
                        .start();
                TestInitiator initiator = login(node, TestInitiator.ISID)) {
            node.store(0).hold();
            for (int i = 0; i < 3; i++) {
                initiator.send(Commands.read(initiator, 0, 0, WRITE_BYTES / BLOCK)); // one runs, two wait for memory
            }
            assertEquals(
                    WRITE_BYTES, Exchange.read(initiator, Commands.read(initiator, 1, 0, WRITE_BYTES / BLOCK)).length);
        }
    }

    @Test
    void theEndOfATaskThatWaitsForMemoryLetsTheNextOneTry() {
        try (TestNode node = TestNode.options()
                        .budgetBytes(4 << 20)
                        .deviceBudgetBytes(4 << 20)
                        .start();
                TestInitiator initiator = login(node, TestInitiator.ISID)) {
            node.store(0).hold();
            initiator.send(Commands.read(initiator, 0, 0, WRITE_BYTES / BLOCK));
            ScsiCommand large = Commands.read(initiator, 1, 0, WRITE_BYTES / BLOCK);
            ScsiCommand small = Commands.read(initiator, 1, 0, 8);
            initiator.send(large).send(small);
            initiator.expectSilence(50);
            Exchange.managed(initiator, Commands.abort(initiator, large), TaskManagementResponseCode.FUNCTION_COMPLETE);
            Exchange.dataIn(initiator, small);
        }
    }

    @Test
    void aSlowReaderKeepsItsOwnMemoryAndNoMore() {
        try (TestNode node = TestNode.options().budgetBytes(16 << 20).start();
                TestInitiator other = login(node, TestInitiator.ISID + 1)) {
            TestInitiator slow = node.connect();
            slow.receiveBuffer(4096);
            slow.login("MaxRecvDataSegmentLength=262144");
            Exchange.clearAttentions(slow);
            for (int i = 0; i < 8; i++) {
                slow.send(Commands.read(slow, 0, 0, (2 << 20) / BLOCK));
            }
            byte[] data = Commands.pattern(4, WRITE_BYTES);
            ScsiCommand write = Commands.write(other, 1, 0, WRITE_BYTES / BLOCK);
            other.send(write);
            assertEquals(GOOD, Exchange.answerSolicitations(other, write, data).status());
            slow.close();
        }
    }

    @Test
    void sessionsThatFillTheBudgetCanEachStillRunTheLargestTask() {
        int sessions = 6;
        try (TestNode node = TestNode.options().budgetBytes(16 << 20).start()) {
            TestInitiator[] all = new TestInitiator[sessions];
            int open = 0;
            for (int i = 0; i < sessions; i++) { // the last of them may find no room
                all[i] = node.connect();
                if (all[i].tryLogin(TestInitiator.ISID + i) == LoginStatus.SUCCESS) {
                    open++;
                }
            }
            byte[] data = new byte[3 << 20]; // within a session's quota of a quarter
            for (int i = 0; i < open; i++) {
                Exchange.clearAttentions(all[i]);
                ScsiCommand write =
                        Commands.write(all[i], 0, 0, data.length / BLOCK, data.length, Unpooled.EMPTY_BUFFER, true);
                all[i].send(write);
                assertEquals(
                        GOOD, Exchange.answerSolicitations(all[i], write, data).status());
            }
            for (TestInitiator initiator : all) {
                initiator.close();
            }
        }
    }
}
