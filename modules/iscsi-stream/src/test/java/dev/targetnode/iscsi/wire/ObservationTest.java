package dev.targetnode.iscsi.wire;

import static dev.targetnode.iscsi.wire.Exchange.BLOCK;
import static dev.targetnode.iscsi.wire.Exchange.GOOD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.harness.Commands;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.LoginStatus;
import dev.targetnode.iscsi.pdu.LogoutReason;
import dev.targetnode.iscsi.pdu.Reject;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.SnackRequest;
import dev.targetnode.iscsi.pdu.SnackType;
import dev.targetnode.iscsi.pdu.TaskManagementFunction;
import dev.targetnode.iscsi.pdu.TaskManagementResponseCode;
import dev.targetnode.iscsi.statistics.ErrorKind;
import dev.targetnode.iscsi.statistics.LunStatistics;
import dev.targetnode.iscsi.statistics.SessionStatistics;
import dev.targetnode.iscsi.statistics.StatisticsSettings;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people are told of connections and sessions. */
@Timeout(60)
class ObservationTest {
    private static final String WHO = "initiator=" + TestInitiator.NAME + " address=127.0.0.1:";

    @Test
    void loginAndLogoutAreToldWithWhoCameAndWhatWasDone() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            Exchange.clearAttentions(initiator);
            byte[] data = Commands.pattern(1, 4 * BLOCK);
            ScsiCommand write = Commands.write(initiator, 0, 0, 4, data.length, Unpooled.wrappedBuffer(data), true);
            assertEquals(GOOD, Exchange.run(initiator, write).status());
            Exchange.read(initiator, Commands.read(initiator, 0, 0, 2));
            Exchange.read(initiator, Commands.read(initiator, 1, 0, 2));
            String login = node.event("login", WHO, "target=" + TestNode.TARGET, "tsih=" + initiator.tsih());
            assertTrue(login.contains(" type=normal luns=2 depth="), login);
            initiator.send(Commands.logout(initiator, LogoutReason.CLOSE_SESSION, TestInitiator.CID));
            String logout = node.event("logout", WHO, "reason=\"logged out\"");
            assertTrue(logout.contains(" reads=2 writes=1 bytes-read=2048 bytes-written=2048 "), logout);
            assertTrue(logout.contains(" unit-attention=2 "), logout);
            String lun = node.event("statistics", "scope=session", "lun=1 device=disk1");
            assertTrue(lun.contains(" reads=1 writes=0 bytes-read=1024 "), lun);
        }
    }

    @Test
    void aSessionThatDoesSomethingSaysSoAtEachInterval() {
        try (TestNode node = TestNode.options()
                        .statistics(new StatisticsSettings(true, Duration.ofMillis(30)))
                        .start();
                TestInitiator initiator = node.connect();
                TestInitiator idle = node.connect()) {
            initiator.login();
            idle.loginAs(TestInitiator.ISID + 1);
            Exchange.read(initiator, Commands.read(clear(initiator), 0, 0, 8));
            node.event("statistics", "scope=interval", "lun=0", "bytes-read=4096");
            node.event("statistics", "scope=interval", "tsih=" + initiator.tsih() + " ", "functions=0");
            assertFalse(node.events().stream()
                    .anyMatch(
                            line -> line.startsWith("event=statistics") && line.contains("tsih=" + idle.tsih() + " ")));
        }
    }

    private static TestInitiator clear(TestInitiator initiator) {
        Exchange.clearAttentions(initiator);
        return initiator;
    }

    @Test
    void countersAreReadableWhileTheSessionIsOpen() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            clear(initiator);
            node.store(0).hold();
            ScsiCommand read = Commands.read(initiator, 0, 0, 1);
            initiator.send(read);
            TestNode.await(() -> node.store(0).heldCount() == 1, () -> "not at the backend");
            SessionStatistics open = node.statistics().get(0);
            assertEquals(TestInitiator.NAME, open.peer().initiator());
            assertEquals(1, open.luns().get(0).depth());
            Exchange.managed(initiator, Commands.abort(initiator, read), TaskManagementResponseCode.FUNCTION_COMPLETE);
            LunStatistics lun = node.statistics().get(0).luns().get(0);
            assertEquals(1, lun.aborted());
            assertEquals(0, lun.depth());
            node.store(0).letGo();
            initiator.send(Commands.logout(initiator, LogoutReason.CLOSE_SESSION, TestInitiator.CID));
            TestNode.await(() -> node.statistics().isEmpty(), () -> "the session is still counted");
        }
    }

    @Test
    void nothingIsCountedWhereThatIsOff() {
        try (TestNode node = TestNode.options()
                        .statistics(new StatisticsSettings(false, Duration.ofMillis(10)))
                        .start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            clear(initiator);
            assertTrue(node.statistics().get(0).isIdle());
            initiator.send(Commands.logout(initiator, LogoutReason.CLOSE_SESSION, TestInitiator.CID));
            String logout = node.event("logout", "reason=\"logged out\"");
            assertFalse(logout.contains("reads="), logout);
        }
    }

    @Test
    void aRefusedLoginIsToldWithItsReason() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.send(initiator.loginRequest(
                    TestInitiator.ISID,
                    List.of("InitiatorName=" + TestInitiator.NAME, "TargetName=iqn.2026-11.dev.targetnode:none")));
            String refusal = node.event("refusal", WHO);
            assertTrue(
                    refusal.endsWith(" target=iqn.2026-11.dev.targetnode:none tsih=0 status="
                            + LoginStatus.NOT_FOUND
                            + " reason=\"no target iqn.2026-11.dev.targetnode:none\""),
                    refusal);
        }
    }

    @Test
    void aPeerThatDoesNothingButWrongCannotFillTheLog() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            SnackRequest snack = new SnackRequest(SnackType.STATUS, 0, Bhs.RESERVED_TAG, Bhs.RESERVED_TAG, 0, 1, 2);
            for (int i = 0; i < 100; i++) {
                initiator.send(snack);
                initiator.receive(Reject.class);
            }
            long told = node.events().stream()
                    .filter(line -> line.startsWith("event=reject"))
                    .count();
            assertEquals(10, told);
            assertEquals(100, node.statistics().get(0).rejects());
        }
    }

    @Test
    void resetsAndAbortsAreToldAndWhomTheyHit() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect();
                TestInitiator other = node.connect()) {
            initiator.login();
            clear(initiator);
            other.loginAs(TestInitiator.ISID + 1);
            clear(other);
            node.store(0).hold();
            ScsiCommand read = Commands.read(other, 0, 0, 1);
            other.send(read);
            TestNode.await(() -> node.store(0).heldCount() == 1, () -> "not at the backend");
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.LOGICAL_UNIT_RESET, 0),
                    TaskManagementResponseCode.FUNCTION_COMPLETE);
            node.event("reset", WHO, "function=LOGICAL_UNIT_RESET lun=0 device=disk0", "stuck=1");
            node.event("cleared", "tsih=" + other.tsih() + " ", "lun=0 reason=reset tasks=1");
            node.event("isolation", "device=disk0 state=on");
            node.store(0).letGo();
            node.event("isolation", "device=disk0 state=off");
            Exchange.managed(
                    initiator,
                    Commands.manage(initiator, TaskManagementFunction.ABORT_TASK, 0, 4711, initiator.expCmdSn() - 1),
                    TaskManagementResponseCode.TASK_DOES_NOT_EXIST);
            node.event("abort", "function=ABORT_TASK", "response=TASK_DOES_NOT_EXIST");
        }
    }

    @Test
    void anErrorOfTheBackendIsToldWithWhomItHit() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            clear(initiator);
            node.store(0).fail();
            Exchange.run(initiator, Commands.read(initiator, 0, 3, 1));
            node.event("error", WHO, "tsih=" + initiator.tsih(), "device=disk0 lun=0 kind=READ", "block=3");
            assertEquals(1L, node.statistics().get(0).luns().get(0).errors().get(ErrorKind.MEDIUM_ERROR));
        }
    }
}
