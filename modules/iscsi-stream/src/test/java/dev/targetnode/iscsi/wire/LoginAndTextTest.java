package dev.targetnode.iscsi.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.harness.Commands;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.LoginRequest;
import dev.targetnode.iscsi.pdu.LoginResponse;
import dev.targetnode.iscsi.pdu.LoginStage;
import dev.targetnode.iscsi.pdu.LoginStatus;
import dev.targetnode.iscsi.pdu.LogoutReason;
import dev.targetnode.iscsi.pdu.LogoutResponse;
import dev.targetnode.iscsi.pdu.NopIn;
import dev.targetnode.iscsi.pdu.NopOut;
import dev.targetnode.iscsi.pdu.Reject;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.TextResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Login, discovery, text and pings. */
@Timeout(60)
class LoginAndTextTest {
    private static final List<String> NORMAL =
            List.of("InitiatorName=" + TestInitiator.NAME, "TargetName=" + TestNode.TARGET);

    @Test
    void loginInOneStepAnswersEveryKeyAndNamesTheSession() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            Map<String, String> answers = initiator.login("MaxBurstLength=65536", "ErrorRecoveryLevel=2", "X-other=1");
            assertEquals("65536", answers.get("MaxBurstLength"));
            assertEquals("0", answers.get("ErrorRecoveryLevel"));
            assertEquals("NotUnderstood", answers.get("X-other"));
            assertEquals("1", answers.get("TargetPortalGroupTag"));
            assertNotEquals(0, initiator.tsih());
        }
    }

    @Test
    void loginThroughBothStagesAndSeveralPdusComesToTheSame() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            ByteBuf text = TestInitiator.text(NORMAL.toArray(String[]::new));
            int half = text.readableBytes() / 2;
            initiator.send(step(initiator, false, true, LoginStage.SECURITY_NEGOTIATION, text.readSlice(half)));
            LoginResponse more = initiator.receive(LoginResponse.class);
            assertFalse(more.transit());
            assertFalse(more.data().isReadable());
            initiator.send(step(initiator, false, false, LoginStage.SECURITY_NEGOTIATION, text));
            assertEquals(
                    LoginStatus.SUCCESS, initiator.receive(LoginResponse.class).status());
            initiator.send(new LoginRequest(
                    true,
                    false,
                    LoginStage.SECURITY_NEGOTIATION,
                    LoginStage.OPERATIONAL_NEGOTIATION,
                    0,
                    0,
                    TestInitiator.ISID,
                    0,
                    0x101,
                    TestInitiator.CID,
                    initiator.cmdSn(),
                    0,
                    TestInitiator.text("AuthMethod=None")));
            LoginResponse operational = initiator.receive(LoginResponse.class);
            assertTrue(operational.transit());
            assertEquals(0, operational.tsih());
            initiator.send(new LoginRequest(
                    true,
                    false,
                    LoginStage.OPERATIONAL_NEGOTIATION,
                    LoginStage.FULL_FEATURE_PHASE,
                    0,
                    0,
                    TestInitiator.ISID,
                    0,
                    0x101,
                    TestInitiator.CID,
                    initiator.cmdSn(),
                    0,
                    TestInitiator.text("InitialR2T=Yes")));
            LoginResponse last = initiator.receive(LoginResponse.class);
            assertTrue(last.transit());
            assertNotEquals(0, last.tsih());
            Exchange.clearAttentions(initiator);
        }
    }

    private static LoginRequest step(
            TestInitiator initiator, boolean transit, boolean more, LoginStage stage, ByteBuf text) {
        return new LoginRequest(
                transit,
                more,
                stage,
                stage,
                0,
                0,
                TestInitiator.ISID,
                0,
                0x101,
                TestInitiator.CID,
                initiator.cmdSn(),
                0,
                text.copy());
    }

    @Test
    void aTargetThatIsNotThereIsNotFound() {
        refused(LoginStatus.NOT_FOUND, List.of("InitiatorName=" + TestInitiator.NAME, "TargetName=iqn.2000-01.x:y"));
    }

    @Test
    void aLoginWithoutANameMissesAParameter() {
        refused(LoginStatus.MISSING_PARAMETER, List.of("TargetName=" + TestNode.TARGET));
    }

    private static void refused(LoginStatus status, List<String> keys) {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.send(initiator.loginRequest(TestInitiator.ISID, keys));
            assertEquals(status, initiator.receive(LoginResponse.class).status());
            assertTrue(initiator.isClosedByTarget());
        }
    }

    @Test
    void aNodeWithoutMemoryForAnotherSessionSaysSo() {
        try (TestNode node = TestNode.options().budgetBytes(1 << 19).start();
                TestInitiator initiator = node.connect()) {
            initiator.send(initiator.loginRequest(TestInitiator.ISID, NORMAL));
            assertEquals(
                    LoginStatus.OUT_OF_RESOURCES,
                    initiator.receive(LoginResponse.class).status());
            assertTrue(initiator.isClosedByTarget());
        }
    }

    @Test
    void discoveryNamesEveryTargetAndDoesNothingElse() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.loginForDiscovery();
            TextResponse all = ask(initiator, "SendTargets=All");
            String address = "127.0.0.1:" + node.address().getPort() + ",1";
            assertEquals(
                    List.of(
                            new Pair("TargetName", TestNode.OTHER_TARGET),
                            new Pair("TargetAddress", address),
                            new Pair("TargetName", TestNode.TARGET),
                            new Pair("TargetAddress", address)),
                    TestInitiator.list(all.data()));
            assertTrue(all.last());
            ScsiCommand rejected = Commands.testUnitReady(initiator, 0);
            initiator.send(rejected);
            assertEquals(
                    RejectReason.COMMAND_NOT_SUPPORTED,
                    initiator.receive(Reject.class).reason());
            assertEquals(rejected.cmdSn(), initiator.expCmdSn(), "as if it had not come (RFC 7143 7.3)");
            initiator.cmdSn(rejected.cmdSn());
            initiator.send(Commands.logout(initiator, LogoutReason.CLOSE_SESSION, TestInitiator.CID));
            initiator.receive(LogoutResponse.class);
            assertTrue(initiator.isClosedByTarget());
        }
    }

    @Test
    void aNormalSessionHearsOfItsOwnTargetOnly() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            Map<String, String> own =
                    TestInitiator.pairs(ask(initiator, "SendTargets=").data());
            assertEquals(TestNode.TARGET, own.get("TargetName"));
            assertEquals(
                    Map.of("SendTargets", "Reject"),
                    TestInitiator.pairs(ask(initiator, "SendTargets=All").data()));
            assertEquals(
                    Map.of(),
                    TestInitiator.pairs(ask(initiator, "SendTargets=" + TestNode.OTHER_TARGET)
                            .data()));
        }
    }

    @Test
    void anAnswerLongerThanASegmentComesInParts() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.loginForDiscovery();
            ask(initiator, "MaxRecvDataSegmentLength=512");
            String filler = "X-" + "k".repeat(50);
            int tag = initiator.nextTag();
            String[] keys = new String[20];
            Arrays.setAll(keys, i -> filler + i + "=v");
            initiator.send(Commands.text(initiator, true, false, tag, Bhs.RESERVED_TAG, TestInitiator.text(keys)));
            ByteBuf whole = Unpooled.buffer();
            TextResponse part = initiator.receive(TextResponse.class);
            while (part.more()) {
                assertFalse(part.last());
                assertEquals(512, part.data().readableBytes());
                whole.writeBytes(part.data());
                initiator.send(
                        Commands.text(initiator, true, false, tag, part.targetTransferTag(), Unpooled.EMPTY_BUFFER));
                part = initiator.receive(TextResponse.class);
            }
            assertTrue(part.last());
            assertEquals(Bhs.RESERVED_TAG, part.targetTransferTag());
            whole.writeBytes(part.data());
            assertEquals(keys.length, TestInitiator.list(whole).size());
        }
    }

    @Test
    void aRequestThatIsNotFinalGetsNoFinalAnswer() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            int tag = initiator.nextTag();
            initiator.send(
                    Commands.text(initiator, false, false, tag, Bhs.RESERVED_TAG, TestInitiator.text("SendTargets=")));
            TextResponse first = initiator.receive(TextResponse.class);
            assertFalse(first.last());
            assertFalse(first.more());
            assertNotEquals(Bhs.RESERVED_TAG, first.targetTransferTag());
            initiator.send(
                    Commands.text(initiator, true, false, tag, first.targetTransferTag(), Unpooled.EMPTY_BUFFER));
            TextResponse second = initiator.receive(TextResponse.class);
            assertTrue(second.last());
            assertEquals(Bhs.RESERVED_TAG, second.targetTransferTag());
        }
    }

    @Test
    void aTransferTagOfNoExchangeIsRejected() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            initiator.send(Commands.text(initiator, true, false, initiator.nextTag(), 7, Unpooled.EMPTY_BUFFER));
            assertEquals(
                    RejectReason.INVALID_PDU_FIELD,
                    initiator.receive(Reject.class).reason());
            assertEquals(initiator.cmdSn() - 1, initiator.expCmdSn(), "as if it had not come (RFC 7143 7.3)");
        }
    }

    @Test
    void aPingIsAnsweredWithItsDataCutToWhatIsTakenNow() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login("MaxRecvDataSegmentLength=4096");
            byte[] data = Commands.pattern(1, 5000);
            initiator.send(Commands.ping(initiator, Unpooled.wrappedBuffer(data)));
            NopIn answer = initiator.receive(NopIn.class);
            assertEquals(Bhs.RESERVED_TAG, answer.targetTransferTag());
            assertEquals(
                    Unpooled.wrappedBuffer(data, 0, 4096), Unpooled.wrappedBuffer(ByteBufUtil.getBytes(answer.data())));
            ask(initiator, "MaxRecvDataSegmentLength=1024");
            initiator.send(Commands.ping(initiator, Unpooled.wrappedBuffer(data)));
            assertEquals(1024, initiator.receive(NopIn.class).data().readableBytes());
        }
    }

    @Test
    void aSilentInitiatorIsPingedAndKeptWhenItAnswers() {
        try (TestNode node = TestNode.options()
                        .key("NopInInterval", "1")
                        .key("NopInTimeout", "2")
                        .start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            for (int round = 0; round < 2; round++) {
                NopIn ping = initiator.receive(NopIn.class);
                assertEquals(Bhs.RESERVED_TAG, ping.initiatorTaskTag());
                assertNotEquals(Bhs.RESERVED_TAG, ping.targetTransferTag());
                initiator.send(new NopOut(
                        true,
                        ping.lun(),
                        Bhs.RESERVED_TAG,
                        ping.targetTransferTag(),
                        initiator.cmdSn(),
                        initiator.expStatSn(),
                        Unpooled.EMPTY_BUFFER));
            }
            Exchange.clearAttentions(initiator);
        }
    }

    private static TextResponse ask(TestInitiator initiator, String pair) {
        int tag = initiator.nextTag();
        initiator.send(Commands.text(initiator, true, false, tag, Bhs.RESERVED_TAG, TestInitiator.text(pair)));
        TextResponse response = initiator.receive(TextResponse.class);
        assertEquals(tag, response.initiatorTaskTag());
        return response;
    }
}
