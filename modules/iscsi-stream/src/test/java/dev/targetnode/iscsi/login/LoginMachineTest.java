package dev.targetnode.iscsi.login;

import static dev.targetnode.iscsi.login.Initiator.NAME;
import static dev.targetnode.iscsi.login.Initiator.TARGET;
import static dev.targetnode.iscsi.login.Initiator.admitting;
import static dev.targetnode.iscsi.login.Initiator.input;
import static dev.targetnode.iscsi.login.Initiator.more;
import static dev.targetnode.iscsi.login.Initiator.ofDefaultTarget;
import static dev.targetnode.iscsi.login.Initiator.pairs;
import static dev.targetnode.iscsi.login.Initiator.stay;
import static dev.targetnode.iscsi.login.Initiator.text;
import static dev.targetnode.iscsi.login.Initiator.transit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.login.LoginPolicy.Admit;
import dev.targetnode.iscsi.login.LoginPolicy.Deny;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class LoginMachineTest {
    private static final Admit ADMIT = admitting(TargetKeyValues.DEFAULTS);

    private static TargetKeyValues own(TargetAttribute attribute, String value) {
        return new TargetKeyValues(Map.of(attribute, value));
    }

    private static LoginInput versions(int max, int min) {
        LoginInput i = transit(1, 3, NAME, TARGET);
        return new LoginInput(
                i.csg(), i.nsg(), true, false, max, min, i.isid(), 0, 0, i.initiatorTaskTag(), i.cmdSn(), i.text());
    }

    @Test
    void refusesAnInitiatorThatSpeaksNoVersionZero() {
        ofDefaultTarget()
                .refused(LoginRefusal.UNSUPPORTED_VERSION, "initiator speaks no version below 1", versions(1, 1));
        ofDefaultTarget().completed(versions(5, 0));
    }

    @Test
    void refusesAFirstRequestWithoutInitiatorName() {
        ofDefaultTarget()
                .refused(
                        LoginRefusal.MISSING_PARAMETER, "no InitiatorName in the first request", transit(1, 3, TARGET));
    }

    @Test
    void refusesANormalSessionWithoutTargetName() {
        ofDefaultTarget()
                .refused(LoginRefusal.MISSING_PARAMETER, "no TargetName in the first request", transit(1, 3, NAME));
    }

    @Test
    void refusesAnUnknownSessionType() {
        ofDefaultTarget()
                .refused(
                        LoginRefusal.SESSION_TYPE_NOT_SUPPORTED,
                        "SessionType is neither Normal nor Discovery",
                        transit(1, 3, NAME, TARGET, "SessionType=Odd"));
    }

    @Test
    void refusesNamesThatAreNone() {
        ofDefaultTarget()
                .refused(
                        LoginRefusal.INITIATOR_ERROR,
                        "InitiatorName is not an iSCSI name",
                        transit(1, 3, "InitiatorName=host", TARGET));
        ofDefaultTarget()
                .refused(
                        LoginRefusal.NOT_FOUND,
                        "TargetName is not an iSCSI name",
                        transit(1, 3, NAME, "TargetName=disk"));
    }

    @Test
    void asksTheCallerWhoMayLogInWithFoldedNames() {
        LoginStep.Lookup lookup = assertInstanceOf(
                LoginStep.Lookup.class,
                LoginMachine.first(transit(
                        0,
                        1,
                        "InitiatorName=iqn.2001-04.com.example:HOST",
                        "TargetName=IQN.2026-11.dev.targetnode:disk1",
                        "InitiatorAlias=My Host")));
        assertEquals(
                new LoginIdentity(
                        new IscsiName("iqn.2001-04.com.example:host"),
                        Optional.of("My Host"),
                        Optional.of(new IscsiName("iqn.2026-11.dev.targetnode:disk1")),
                        false,
                        Initiator.ISID,
                        0,
                        0,
                        100),
                lookup.identity());
    }

    @Test
    void discoveryNeedsNoTargetNameAndGetsNoPortalGroupTag() {
        LoginStep.Complete complete =
                ofDefaultTarget().completed(transit(1, 3, NAME, "SessionType=Discovery", "HeaderDigest=None"));
        assertTrue(complete.parameters().discovery());
        assertEquals(List.of("HeaderDigest=None", "MaxRecvDataSegmentLength=1048576"), pairs(complete.answer()));
    }

    @Test
    void firstResponseCarriesPortalGroupTagAndAliasOnce() {
        Initiator initiator = new Initiator(
                new Admit(TargetKeyValues.DEFAULTS, 7, Optional.of("Disk One"), new AuthenticationRule.NotRequired()));
        LoginAnswer first = initiator.answered(transit(0, 1, NAME, TARGET, "AuthMethod=None"));
        assertEquals(List.of("TargetPortalGroupTag=7", "TargetAlias=Disk One", "AuthMethod=None"), pairs(first));
        LoginStep.Complete complete = initiator.completed(transit(1, 3));
        assertEquals(List.of("MaxRecvDataSegmentLength=1048576"), pairs(complete.answer()));
    }

    @Test
    void loginMayPassTheSecurityStageWithoutAuthMethod() {
        LoginAnswer answer = ofDefaultTarget().answered(transit(0, 1, NAME, TARGET));
        assertTrue(answer.transit());
        assertEquals(1, answer.nsg());
        assertEquals(List.of("TargetPortalGroupTag=1"), pairs(answer));
    }

    @Test
    void loginMayJumpFromSecurityToFullFeatureWithDefaults() {
        LoginStep.Complete complete = ofDefaultTarget().completed(transit(0, 3, NAME, TARGET, "AuthMethod=CHAP,None"));
        assertEquals(3, complete.answer().nsg());
        assertEquals(8192, complete.parameters().targetMaxRecvDataSegmentLength());
        assertEquals(8192, complete.parameters().initiatorMaxRecvDataSegmentLength());
        assertTrue(complete.parameters().initialR2t());
    }

    @Test
    void aJumpStopsAtTheOperationalStageWhenTheTargetHasOffers() {
        Initiator initiator = new Initiator(admitting(own(TargetAttribute.IMMEDIATE_DATA, "No")));
        LoginAnswer answer = initiator.answered(transit(0, 3, NAME, TARGET));
        assertTrue(answer.transit());
        assertEquals(1, answer.nsg());
    }

    @Test
    void aRequestWithoutTransitIsAnsweredInItsStage() {
        Initiator initiator = ofDefaultTarget();
        LoginAnswer first = initiator.answered(stay(0, NAME, TARGET));
        assertFalse(first.transit());
        assertEquals(0, first.nsg());
        LoginAnswer second = initiator.answered(stay(0, "AuthMethod=None"));
        assertEquals(List.of("AuthMethod=None"), pairs(second));
        initiator.answered(transit(0, 1));
        LoginAnswer third = initiator.answered(stay(1, "HeaderDigest=CRC32C"));
        assertEquals(List.of("HeaderDigest=CRC32C", "MaxRecvDataSegmentLength=1048576"), pairs(third));
        assertEquals(List.of(), pairs(initiator.answered(stay(1))));
        assertTrue(initiator.completed(transit(1, 3)).parameters().headerDigest());
    }

    @Test
    void anAnswerEchoesTheSessionAndTheTag() {
        LoginAnswer answer = ofDefaultTarget().answered(transit(0, 1, NAME, TARGET));
        assertEquals(0, answer.csg());
        assertEquals(Initiator.ISID, answer.isid());
        assertEquals(0, answer.tsih());
        assertEquals(1, answer.initiatorTaskTag());
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,2", "1,0", "1,1", "1,2"})
    void refusesTransitionsThatDoNotLeadForward(int csg, int nsg) {
        ofDefaultTarget()
                .refused(
                        LoginRefusal.INITIATOR_ERROR,
                        "transition from stage " + csg + " to " + nsg,
                        transit(csg, nsg, NAME, TARGET));
    }

    @ParameterizedTest
    @CsvSource({"2", "3"})
    void refusesAStageThatIsNotOfLogin(int csg) {
        ofDefaultTarget()
                .refused(LoginRefusal.INITIATOR_ERROR, "CSG " + csg + " is no stage of login", stay(csg, NAME, TARGET));
    }

    @Test
    void ignoresTheNextStageWithoutTransit() {
        assertEquals(
                0,
                ofDefaultTarget()
                        .answered(input(1, 2, false, false, text(NAME, TARGET)))
                        .nsg());
    }

    @Test
    void refusesTransitTogetherWithContinuation() {
        ofDefaultTarget()
                .refused(LoginRefusal.INITIATOR_ERROR, "T and C in one request", input(1, 3, true, true, text(NAME)));
    }

    @Test
    void refusesAStageThatIsNotTheCurrentOne() {
        Initiator back = ofDefaultTarget();
        back.answered(transit(0, 1, NAME, TARGET));
        back.refused(LoginRefusal.INITIATOR_ERROR, "CSG 0 in stage 1", transit(0, 1));
        Initiator ahead = ofDefaultTarget();
        ahead.answered(stay(0, NAME, TARGET));
        ahead.refused(LoginRefusal.INITIATOR_ERROR, "CSG 1 in stage 0", transit(1, 3));
    }

    static Stream<UnaryOperator<LoginInput>> changes() {
        return Stream.of(
                i -> copy(i, 1, 0, i.isid(), 0, 0, 1, 100),
                i -> copy(i, 0, 0, i.isid() + 1, 0, 0, 1, 100),
                i -> copy(i, 0, 0, i.isid(), 9, 0, 1, 100),
                i -> copy(i, 0, 0, i.isid(), 0, 9, 1, 100),
                i -> copy(i, 0, 0, i.isid(), 0, 0, 9, 100),
                i -> copy(i, 0, 0, i.isid(), 0, 0, 1, 101));
    }

    private static LoginInput copy(
            LoginInput i, int versionMax, int versionMin, long isid, int tsih, int cid, int tag, int cmdSn) {
        return new LoginInput(
                i.csg(), i.nsg(), i.transit(), i.cont(), versionMax, versionMin, isid, tsih, cid, tag, cmdSn, i.text());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void refusesFieldsThatChangeDuringLogin(UnaryOperator<LoginInput> change) {
        Initiator initiator = ofDefaultTarget();
        initiator.answered(transit(0, 1, NAME, TARGET));
        LoginStep.Refuse refuse = assertInstanceOf(LoginStep.Refuse.class, initiator.send(change.apply(transit(1, 3))));
        assertEquals(LoginRefusal.INITIATOR_ERROR, refuse.status());
        assertTrue(refuse.reason().endsWith("changed during login"), refuse.reason());
    }

    @Test
    void endlessLoginsAreRefused() {
        Initiator initiator = ofDefaultTarget();
        initiator.answered(stay(1, NAME, TARGET));
        for (int i = 1; i < LoginSequence.REQUESTS_MAX; i++) {
            initiator.answered(stay(1));
        }
        initiator.refused(LoginRefusal.INITIATOR_ERROR, "more than 512 requests in one login", stay(1));
    }

    @Test
    void joinsATextOverSeveralRequestsWithinAKeyAndAValue() {
        Initiator initiator = ofDefaultTarget();
        LoginAnswer first = initiator.answered(more(1, "Initia"));
        assertEquals(List.of(), pairs(first));
        assertFalse(first.transit());
        assertFalse(first.cont());
        initiator.answered(more(1, "torName=iqn.2001-04.com.exam"));
        initiator.answered(more(1, ""));
        LoginStep.Complete complete =
                initiator.completed(transit(1, 3, "ple:host", TARGET, "MaxRecvDataSegmentLength=65536"));
        assertEquals(65_536, complete.parameters().initiatorMaxRecvDataSegmentLength());
        assertEquals(
                "iqn.2001-04.com.example:host",
                complete.parameters().identity().initiatorName().value());
    }

    @Test
    void joinsALaterTextOverSeveralRequests() {
        Initiator initiator = ofDefaultTarget();
        initiator.answered(transit(0, 1, NAME, TARGET));
        assertEquals(List.of(), pairs(initiator.answered(more(1, "MaxBurst"))));
        LoginStep.Complete complete = initiator.completed(transit(1, 3, "Length=4096"));
        assertEquals(4096, complete.parameters().maxBurstLength());
        assertEquals(4096, complete.parameters().firstBurstLength());
    }

    @Test
    void collectsAtMost64KibOfText() {
        Initiator first = ofDefaultTarget();
        Initiator later = ofDefaultTarget();
        later.answered(transit(0, 1, NAME, TARGET));
        for (Initiator initiator : List.of(first, later)) {
            for (int i = 0; i < 8; i++) {
                initiator.answered(more(1, "x".repeat(8192)));
            }
            initiator.refused(LoginRefusal.INITIATOR_ERROR, "login text over 65536 bytes", more(1, "x"));
        }
    }

    @Test
    void aLongAnswerGoesOutInPartsOf8192Bytes() {
        List<String> keys = new ArrayList<>(List.of(NAME, TARGET));
        IntStream.range(0, 1000).forEach(i -> keys.add("X-k" + i + "=1"));
        Initiator initiator = ofDefaultTarget();
        LoginAnswer answer = initiator.answered(transit(1, 3, keys.toArray(String[]::new)));
        StringBuilder all = new StringBuilder();
        int parts = 1;
        while (answer.cont()) {
            assertEquals(LoginMachine.LOGIN_SEGMENT_BYTES_MAX, answer.text().remaining());
            assertFalse(answer.transit());
            all.append(StandardCharsets.UTF_8.decode(answer.text()));
            LoginStep step = initiator.send(transit(1, 3));
            parts++;
            answer = step instanceof LoginStep.Complete complete
                    ? complete.answer()
                    : assertInstanceOf(LoginStep.Answer.class, step).answer();
        }
        assertTrue(answer.transit());
        all.append(StandardCharsets.UTF_8.decode(answer.text()));
        assertEquals(3, parts);
        List<String> expected = new ArrayList<>(List.of("TargetPortalGroupTag=1"));
        IntStream.range(0, 1000).forEach(i -> expected.add("X-k" + i + "=NotUnderstood"));
        expected.add("MaxRecvDataSegmentLength=1048576");
        assertEquals(expected, List.of(all.toString().split("\0", 0)));
    }

    @Test
    void refusesTextWhileItsOwnAnswerIsNotThrough() {
        List<String> keys = new ArrayList<>(List.of(NAME, TARGET));
        IntStream.range(0, 1000).forEach(i -> keys.add("X-k" + i + "=1"));
        Initiator initiator = ofDefaultTarget();
        assertTrue(
                initiator.answered(transit(1, 3, keys.toArray(String[]::new))).cont());
        initiator.refused(
                LoginRefusal.INITIATOR_ERROR, "text in answer to a response with C", stay(1, "HeaderDigest=None"));
    }

    @Test
    void refusesKeysWhoseAnswersWouldExceedTheLimit() {
        List<String> keys = new ArrayList<>(List.of(NAME, TARGET));
        IntStream.range(0, 6000).forEach(i -> keys.add("X" + i + "="));
        Initiator initiator = ofDefaultTarget();
        initiator.refused(
                LoginRefusal.INITIATOR_ERROR,
                "more keys than can be answered",
                transit(1, 3, keys.toArray(String[]::new)));
    }

    @Test
    void refusesAMalformedText() {
        ofDefaultTarget().refused(LoginRefusal.INITIATOR_ERROR, "pair without '='", transit(1, 3, NAME, "nonsense"));
    }

    @Test
    void refusesAKeyGivenTwice() {
        ofDefaultTarget()
                .refused(
                        LoginRefusal.INITIATOR_ERROR,
                        "InitiatorName is given twice",
                        transit(1, 3, NAME, TARGET, NAME));
    }

    @Test
    void aFailedNegotiationFailsTheLogin() {
        ofDefaultTarget()
                .refused(
                        LoginRefusal.INITIATOR_ERROR,
                        "MaxBurstLength=1 is not admissible",
                        transit(1, 3, NAME, TARGET, "MaxBurstLength=1"));
    }

    @Test
    void anInitiatorThatInsistsOnAMethodOfTheNodesLacksIsRefused() {
        ofDefaultTarget()
                .refused(
                        LoginRefusal.AUTHENTICATION_FAILURE,
                        "none of the offered authentication methods is accepted, only None is",
                        transit(0, 1, NAME, TARGET, "AuthMethod=CHAP"));
    }

    @Test
    void keysOfAMethodThatWasNotChosenAreRefused() {
        ofDefaultTarget()
                .refused(
                        LoginRefusal.INITIATOR_ERROR,
                        "CHAP_A belongs to a method that was not chosen",
                        transit(0, 1, NAME, TARGET, "CHAP_A=5"));
    }

    @Test
    void aDeniedLoginCarriesItsStatus() {
        new Initiator(new Deny(LoginRefusal.NOT_FOUND, "no such target", Optional.empty()))
                .refused(LoginRefusal.NOT_FOUND, "no such target", transit(0, 1, NAME, TARGET));
    }

    @Test
    void aRedirectionCarriesTheAddress() {
        LoginStep.Refuse refuse = assertInstanceOf(
                LoginStep.Refuse.class,
                new Initiator(new Deny(
                                LoginRefusal.TARGET_MOVED_TEMPORARILY, "redirected", Optional.of("[2001:db8::1]:3260")))
                        .send(transit(0, 1, NAME, TARGET)));
        assertEquals(List.of("TargetAddress=[2001:db8::1]:3260"), pairs(refuse.answer()));
        assertFalse(refuse.answer().transit());
    }

    @Test
    void theTargetOffersWhatItMustBeforeItLetsLoginEnd() {
        Initiator initiator = new Initiator(admitting(own(TargetAttribute.IMMEDIATE_DATA, "No")));
        LoginAnswer answer = initiator.answered(transit(1, 3, NAME, TARGET));
        assertFalse(answer.transit());
        assertEquals(
                List.of("TargetPortalGroupTag=1", "MaxRecvDataSegmentLength=1048576", "ImmediateData=No"),
                pairs(answer));
        assertFalse(initiator
                .completed(transit(1, 3, "ImmediateData=No"))
                .parameters()
                .immediateData());
    }

    @Test
    void refusesAnInitiatorThatDoesNotAnswerTheTargetsOffer() {
        Initiator initiator = new Initiator(admitting(own(TargetAttribute.IMMEDIATE_DATA, "No")));
        initiator.answered(transit(1, 3, NAME, TARGET));
        initiator.refused(LoginRefusal.INITIATOR_ERROR, "no answer to [IMMEDIATE_DATA]", transit(1, 3));
    }

    @Test
    void refusesARequestBeforeTheLastOneWasAnswered() {
        LoginStep.Lookup lookup =
                assertInstanceOf(LoginStep.Lookup.class, LoginMachine.first(transit(0, 1, NAME, TARGET)));
        LoginStep.Refuse refuse =
                assertInstanceOf(LoginStep.Refuse.class, LoginMachine.next(lookup.state(), transit(0, 1)));
        assertEquals("login request before the last one was answered", refuse.reason());
    }

    @Test
    void aDecisionNobodyAskedForIsOurMistake() {
        LoginStep.Answer answer =
                assertInstanceOf(LoginStep.Answer.class, LoginMachine.first(more(0, "InitiatorName=")));
        assertThrows(IllegalStateException.class, () -> LoginMachine.proceed(answer.state(), ADMIT));
    }

    @Test
    void stepsAreFunctionsOfTheirArguments() {
        LoginStep.Lookup lookup =
                assertInstanceOf(LoginStep.Lookup.class, LoginMachine.first(transit(0, 1, NAME, TARGET)));
        LoginStep.Answer once = assertInstanceOf(LoginStep.Answer.class, LoginMachine.proceed(lookup.state(), ADMIT));
        LoginStep.Answer twice = assertInstanceOf(LoginStep.Answer.class, LoginMachine.proceed(lookup.state(), ADMIT));
        assertEquals(once.answer(), twice.answer());
        assertInstanceOf(LoginStep.Complete.class, LoginMachine.next(once.state(), transit(1, 3)));
        assertInstanceOf(LoginStep.Complete.class, LoginMachine.next(once.state(), transit(1, 3)));
    }

    @Test
    void keepsNoHoldOnTheRequestsBuffer() {
        ByteBuffer bytes = ByteBuffer.wrap(text(NAME).getBytes(StandardCharsets.UTF_8));
        LoginInput i = more(1, "");
        LoginStep.Answer answer = assertInstanceOf(
                LoginStep.Answer.class,
                LoginMachine.first(
                        new LoginInput((byte) 1, (byte) 0, false, true, 0, 0, i.isid(), 0, 0, 1, 100, bytes)));
        assertEquals(0, bytes.position());
        bytes.put(0, (byte) 'Z');
        assertInstanceOf(LoginStep.Lookup.class, LoginMachine.next(answer.state(), transit(1, 3, TARGET)));
    }
}
