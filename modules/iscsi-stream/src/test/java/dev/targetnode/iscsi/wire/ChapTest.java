package dev.targetnode.iscsi.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.login.ChapPeer;
import dev.targetnode.iscsi.pdu.LoginRequest;
import dev.targetnode.iscsi.pdu.LoginResponse;
import dev.targetnode.iscsi.pdu.LoginStage;
import dev.targetnode.iscsi.pdu.LoginStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** CHAP over the wire, with fresh challenges, for targets and for discovery. */
@Timeout(60)
class ChapTest {
    private static final List<String> NORMAL =
            List.of("InitiatorName=" + TestInitiator.NAME, "TargetName=" + TestNode.TARGET, "AuthMethod=CHAP,None");
    private static final List<String> DISCOVERY =
            List.of("InitiatorName=" + TestInitiator.NAME, "SessionType=Discovery", "AuthMethod=CHAP");
    private static final int TAG = 0x100;

    private static LoginResponse exchange(TestInitiator initiator, LoginStage from, LoginStage to, List<String> pairs) {
        initiator.send(new LoginRequest(
                true,
                false,
                from,
                to,
                0,
                0,
                TestInitiator.ISID,
                0,
                TAG,
                TestInitiator.CID,
                initiator.cmdSn(),
                0,
                TestInitiator.text(pairs.toArray(String[]::new))));
        return initiator.receive(LoginResponse.class);
    }

    private static LoginResponse security(TestInitiator initiator, List<String> pairs) {
        return exchange(initiator, LoginStage.SECURITY_NEGOTIATION, LoginStage.OPERATIONAL_NEGOTIATION, pairs);
    }

    private static Map<String, String> challenge(TestInitiator initiator, List<String> first, int algorithm) {
        Map<String, String> method =
                TestInitiator.pairs(security(initiator, first).data());
        assertEquals("CHAP", method.get("AuthMethod"));
        LoginResponse response = security(initiator, List.of("CHAP_A=" + algorithm));
        assertEquals(LoginStatus.SUCCESS, response.status());
        return TestInitiator.pairs(response.data());
    }

    private static List<String> proof(Map<String, String> challenge, String user, String secret) {
        return List.of("CHAP_N=" + user, "CHAP_R=" + ChapPeer.hex(ChapPeer.response(challenge, secret)));
    }

    private static LoginStatus login(TestInitiator initiator, List<String> first, String user, String secret) {
        LoginResponse proven = security(initiator, proof(challenge(initiator, first, 7), user, secret));
        if (proven.status() != LoginStatus.SUCCESS) {
            assertFalse(proven.data().isReadable());
            assertTrue(initiator.isClosedByTarget());
            return proven.status();
        }
        assertTrue(proven.transit());
        return exchange(initiator, LoginStage.OPERATIONAL_NEGOTIATION, LoginStage.FULL_FEATURE_PHASE, List.of())
                .status();
    }

    @Test
    void aSessionOpensForWhoProvesWhoItIs() {
        try (TestNode node = TestNode.options().chap(ChapPeer.users()).start();
                TestInitiator initiator = node.connect()) {
            assertEquals(LoginStatus.SUCCESS, login(initiator, NORMAL, ChapPeer.ANN, ChapPeer.ANNS_SECRET));
        }
    }

    @Test
    void theTargetProvesItselfInTurn() {
        try (TestNode node = TestNode.options().chap(ChapPeer.users()).start();
                TestInitiator initiator = node.connect()) {
            List<String> mutual =
                    new ArrayList<>(proof(challenge(initiator, NORMAL, 8), ChapPeer.JOE, ChapPeer.JOES_SECRET));
            byte[] counter = {9, 8, 7, 6, 5, 4, 3, 2, 1};
            mutual.addAll(List.of("CHAP_I=42", "CHAP_C=" + ChapPeer.hex(counter)));
            LoginResponse done = security(initiator, mutual);
            assertEquals(
                    Map.of(
                            "CHAP_N",
                            ChapPeer.TARGETS_NAME,
                            "CHAP_R",
                            ChapPeer.hex(ChapPeer.response(8, 42, counter, ChapPeer.TARGETS_SECRET))),
                    TestInitiator.pairs(done.data()));
            assertTrue(done.transit());
        }
    }

    @Test
    void usersOfDiscoveryAreNotThoseOfATarget() {
        try (TestNode node = TestNode.options().discoveryChap(ChapPeer.users()).start()) {
            try (TestInitiator discovering = node.connect()) {
                assertEquals(LoginStatus.SUCCESS, login(discovering, DISCOVERY, ChapPeer.JOE, ChapPeer.JOES_SECRET));
            }
            try (TestInitiator unproven = node.connect()) {
                LoginResponse refused = security(
                        unproven,
                        List.of("InitiatorName=" + TestInitiator.NAME, "SessionType=Discovery", "AuthMethod=None"));
                assertEquals(LoginStatus.AUTHENTICATION_FAILURE, refused.status());
            }
            try (TestInitiator toTheTarget = node.connect()) {
                assertEquals(LoginStatus.SUCCESS, toTheTarget.tryLogin(TestInitiator.ISID));
            }
        }
        try (TestNode node = TestNode.options().chap(ChapPeer.users()).start()) {
            try (TestInitiator discovering = node.connect()) {
                discovering.loginForDiscovery();
            }
            try (TestInitiator skipping = node.connect()) {
                assertEquals(LoginStatus.AUTHENTICATION_FAILURE, skipping.tryLogin(TestInitiator.ISID));
                assertTrue(skipping.isClosedByTarget());
            }
        }
    }

    @Test
    void everyLoginGetsAnotherChallenge() {
        try (TestNode node = TestNode.options().chap(ChapPeer.users()).start();
                TestInitiator one = node.connect();
                TestInitiator other = node.connect()) {
            Map<String, String> first = challenge(one, NORMAL, 5);
            Map<String, String> second = challenge(other, NORMAL, 5);
            assertNotEquals(first.get("CHAP_C"), second.get("CHAP_C"));
            assertEquals(2 + 2 * 32, first.getOrDefault("CHAP_C", "").length());
            // what proves Joe to the first challenge proves nothing to the second
            LoginResponse replayed = security(other, proof(first, ChapPeer.JOE, ChapPeer.JOES_SECRET));
            assertEquals(LoginStatus.AUTHENTICATION_FAILURE, replayed.status());
        }
    }

    @Test
    void aRefusedLoginIsOneLineWithPeerInitiatorAndReasonAndNoSecretEver() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.targetnode");
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.TRACE);
        List<String> events;
        try (TestNode node = TestNode.options().chap(ChapPeer.users()).start()) {
            for (String user : List.of(ChapPeer.JOE, "bob")) {
                try (TestInitiator initiator = node.connect()) {
                    assertEquals(
                            LoginStatus.AUTHENTICATION_FAILURE, login(initiator, NORMAL, user, ChapPeer.ANNS_SECRET));
                }
            }
            try (TestInitiator initiator = node.connect()) {
                assertEquals(LoginStatus.SUCCESS, login(initiator, NORMAL, ChapPeer.JOE, ChapPeer.JOES_SECRET));
            }
            events = node.events();
        } finally {
            logger.setLevel(before);
            logger.detachAppender(lines);
        }
        List<String> all = List.copyOf(lines.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
        List<String> refused =
                events.stream().filter(line -> line.startsWith("event=refusal")).toList();
        assertEquals(2, refused.size(), events::toString);
        String start = "event=refusal initiator=" + TestInitiator.NAME.replace(".", "\\.")
                + " address=127\\.0\\.0\\.1:\\d+ .*status=AUTHENTICATION_FAILURE reason=\"CHAP: ";
        assertTrue(refused.get(0).matches(start + "wrong response of user \\\\\"joe\\\\\"\""), refused::toString);
        assertTrue(refused.get(1).matches(start + "no user \\\\\"bob\\\\\"\""), refused::toString);
        String everything = String.join("\n", all) + String.join("\n", events);
        for (String secret : List.of(ChapPeer.JOES_SECRET, ChapPeer.ANNS_SECRET, ChapPeer.TARGETS_SECRET)) {
            assertFalse(everything.contains(secret), everything);
        }
    }
}
