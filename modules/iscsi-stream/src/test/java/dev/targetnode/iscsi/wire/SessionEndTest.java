package dev.targetnode.iscsi.wire;

import static dev.targetnode.iscsi.wire.Exchange.BLOCK;
import static dev.targetnode.iscsi.wire.Exchange.GOOD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.harness.Commands;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.pdu.LogoutReason;
import dev.targetnode.iscsi.pdu.LogoutResponse;
import dev.targetnode.iscsi.pdu.LogoutResponseCode;
import dev.targetnode.iscsi.pdu.ReadyToTransfer;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way a session may end gives back everything it held. */
@Timeout(60)
class SessionEndTest {
    @Test
    void logoutIsAnsweredThenTheConnectionIsClosed() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            initiator.send(Commands.logout(initiator, LogoutReason.CLOSE_SESSION, TestInitiator.CID));
            assertEquals(
                    LogoutResponseCode.CLOSED,
                    initiator.receive(LogoutResponse.class).response());
            assertTrue(initiator.isClosedByTarget());
            node.awaitRest();
        }
    }

    @Test
    void logoutOfAnotherConnectionOrForRecoveryLeavesTheSession() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            initiator.send(Commands.logout(initiator, LogoutReason.CLOSE_CONNECTION, TestInitiator.CID + 1));
            assertEquals(
                    LogoutResponseCode.CID_NOT_FOUND,
                    initiator.receive(LogoutResponse.class).response());
            initiator.send(Commands.logout(initiator, LogoutReason.REMOVE_CONNECTION_FOR_RECOVERY, TestInitiator.CID));
            assertEquals(
                    LogoutResponseCode.RECOVERY_NOT_SUPPORTED,
                    initiator.receive(LogoutResponse.class).response());
            Exchange.clearAttentions(initiator);
        }
    }

    @Test
    void logoutEndsTasksThatExecuteAndTasksThatWaitForData() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            Exchange.clearAttentions(initiator);
            node.store(0).hold();
            initiator.send(Commands.read(initiator, 0, 0, 8));
            initiator.send(Commands.write(initiator, 1, 0, 8));
            initiator.receive(ReadyToTransfer.class);
            initiator.send(Commands.logout(initiator, LogoutReason.CLOSE_SESSION, TestInitiator.CID));
            initiator.receive(LogoutResponse.class);
            assertTrue(initiator.isClosedByTarget());
            node.store(0).letGo();
            node.awaitRest();
        }
    }

    @Test
    void aConnectionLostWhileReadsCompleteLeavesNothing() {
        try (TestNode node = TestNode.options().start()) {
            for (int round = 0; round < 20; round++) {
                TestInitiator initiator = node.connect();
                initiator.login();
                Exchange.clearAttentions(initiator);
                for (int i = 0; i < 20; i++) {
                    initiator.send(Commands.read(initiator, i % 2, 0, 256));
                }
                if (round % 2 == 0) {
                    initiator.receive();
                }
                initiator.close();
            }
            node.awaitRest();
        }
    }

    @Test
    void aConnectionLostWhileWritesArriveLeavesNothing() {
        try (TestNode node = TestNode.options().start()) {
            byte[] data = new byte[64 * BLOCK];
            for (int round = 0; round < 20; round++) {
                TestInitiator initiator = node.connect();
                initiator.login();
                Exchange.clearAttentions(initiator);
                for (int i = 0; i < 20; i++) {
                    initiator.send(Commands.write(
                            initiator, i % 2, 64L * i, 64, data.length, Unpooled.wrappedBuffer(data), true));
                }
                byte[] partial = initiator.encode(
                        Commands.write(initiator, 0, 0, 64, data.length, Unpooled.wrappedBuffer(data), true));
                initiator.sendBytes(java.util.Arrays.copyOf(partial, 1000 * (round + 1)));
                initiator.close();
            }
            node.awaitRest();
        }
    }

    @Test
    void aConnectionLostBeforeItsLoginWasAnsweredLeavesNoSession() {
        try (TestNode node = TestNode.options().start()) {
            for (int round = 0; round < 100; round++) {
                try (TestInitiator initiator = node.connect()) {
                    initiator.send(initiator.loginRequest(
                            TestInitiator.ISID + round,
                            List.of("InitiatorName=" + TestInitiator.NAME, "TargetName=" + TestNode.TARGET)));
                }
            }
            node.awaitRest();
        }
    }

    @Test
    void aSecondLoginOfTheSamePortReplacesTheSession() {
        try (TestNode node = TestNode.options().start();
                TestInitiator old = node.connect();
                TestInitiator young = node.connect()) {
            old.login();
            young.login();
            assertTrue(old.isClosedByTarget());
            Exchange.clearAttentions(young);
            try (TestInitiator elsewhere = node.connect()) {
                elsewhere.loginAs(TestInitiator.ISID + 1);
                Exchange.clearAttentions(elsewhere);
                assertEquals(
                        GOOD,
                        Exchange.run(young, Commands.testUnitReady(young, 0)).status());
            }
        }
    }

    @Test
    void aReplacedSessionThatIsSentDataLeavesNothing() {
        try (TestNode node = TestNode.options().start()) {
            byte[] data = new byte[64 * BLOCK];
            for (int round = 0; round < 20; round++) {
                try (TestInitiator old = node.connect();
                        TestInitiator young = node.connect()) {
                    old.login();
                    Exchange.clearAttentions(old);
                    young.send(young.loginRequest(
                            TestInitiator.ISID,
                            List.of("InitiatorName=" + TestInitiator.NAME, "TargetName=" + TestNode.TARGET)));
                    try {
                        for (int i = 0; i < 20; i++) {
                            old.send(Commands.write(old, 0, 0, 64, data.length, Unpooled.wrappedBuffer(data), true));
                        }
                    } catch (java.io.UncheckedIOException replaced) {
                        assertTrue(replaced.getCause() instanceof java.net.SocketException);
                    }
                    young.receive();
                }
            }
            node.awaitRest();
        }
    }

    @Test
    void loginsThatOvertakeEachOtherLeaveOneSession() {
        try (TestNode node = TestNode.options().start();
                TestInitiator stuck = node.connect()) {
            stuck.login();
            Exchange.clearAttentions(stuck);
            node.store(0).hold();
            stuck.send(Commands.read(stuck, 0, 0, 8)); // the old session has to wait for it
            try (TestInitiator overtaken = node.connect();
                    TestInitiator last = node.connect()) {
                List<String> keys = List.of("InitiatorName=" + TestInitiator.NAME, "TargetName=" + TestNode.TARGET);
                overtaken.send(overtaken.loginRequest(TestInitiator.ISID, keys));
                assertTrue(stuck.isClosedByTarget());
                last.login();
                Exchange.run(last, Commands.testUnitReady(last, 1));
                last.send(Commands.logout(last, LogoutReason.CLOSE_SESSION, TestInitiator.CID));
                last.receive(LogoutResponse.class);
            }
            node.store(0).letGo();
            node.awaitRest();
        }
    }

    @Test
    void theEndOfTheNodeEndsSessionsWithTasks() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            Exchange.clearAttentions(initiator);
            node.store(0).hold();
            ScsiCommand read = Commands.read(initiator, 0, 0, 8);
            initiator.send(read);
            TestNode.await(() -> node.store(0).heldCount() == 1, () -> "the read has not begun");
            node.store(0).letGo();
            node.endSessions();
            node.awaitRest();
        }
    }
}
