package dev.targetnode.iscsi.login;

import static dev.targetnode.iscsi.login.NegotiationPhase.FULL_FEATURE;
import static dev.targetnode.iscsi.login.NegotiationPhase.OPERATIONAL;
import static dev.targetnode.iscsi.login.NegotiationPhase.SECURITY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.login.Negotiator.Negotiated;
import dev.targetnode.iscsi.login.Negotiator.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NegotiatorTest {
    private static final Negotiation LEADING = Negotiation.start(false, true);
    private static final Negotiation DISCOVERY = Negotiation.start(true, true);

    private static List<Pair> pairs(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.split("=", 2))
                .map(half -> new Pair(half[0], half[1]))
                .toList();
    }

    private static Negotiator.Outcome offer(NegotiationPhase phase, Negotiation state, String... texts) {
        return Negotiator.negotiate(phase, state, TargetKeyValues.DEFAULTS, pairs(texts));
    }

    private static Negotiated negotiated(Negotiation state, String... texts) {
        return assertInstanceOf(Negotiated.class, offer(OPERATIONAL, state, texts));
    }

    private static void assertAnswers(Negotiated negotiated, String... texts) {
        assertEquals(pairs(texts), negotiated.answers());
    }

    private static void assertViolation(String reason, Negotiator.Outcome outcome) {
        assertEquals(new Violation(reason), outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "MaxBurstLength=262144,262144", // 13.13 MIN with 1048576
        "MaxBurstLength=16777215,1048576",
        "MaxBurstLength=0x40000,262144",
        "FirstBurstLength=32768,32768",
        "FirstBurstLength=262144,65536",
        "MaxOutstandingR2T=1,1",
        "MaxOutstandingR2T=65535,32",
        "MaxConnections=8,1",
        "ErrorRecoveryLevel=2,0",
        "DefaultTime2Wait=5,5", // 13.15 MAX with 0
        "DefaultTime2Wait=0,0",
        "DefaultTime2Retain=3600,0", // 13.16 MIN with 0
        "iSCSIProtocolLevel=2,1",
        "InitialR2T=Yes,Yes", // 13.10 OR with No
        "InitialR2T=No,No",
        "ImmediateData=Yes,Yes", // 13.11 AND with Yes
        "ImmediateData=No,No",
        "DataPDUInOrder=No,Yes", // 13.18 OR with Yes
        "DataSequenceInOrder=No,Yes",
        "HeaderDigest=None,None",
        "RDMAExtensions=Yes,No",
        "TaskReporting=RFC3720,RFC3720"
    })
    void answersByTheRuleOfTheKey(String offer, String result) {
        Negotiated negotiated = negotiated(LEADING, offer);
        String name = pairs(offer).get(0).key();
        assertAnswers(negotiated, name + "=" + result);
        assertEquals(result, negotiated.state().text(TextKey.of(name).orElseThrow()));
        assertEquals(List.of(), negotiated.failures());
    }

    @Test
    void picksTheFirstSupportedValueInTheInitiatorsOrder() {
        assertAnswers(negotiated(LEADING, "HeaderDigest=CRC32C,None"), "HeaderDigest=CRC32C");
        assertAnswers(negotiated(LEADING, "HeaderDigest=None,CRC32C"), "HeaderDigest=None");
        assertAnswers(negotiated(LEADING, "DataDigest=Y-com.example,CRC32C"), "DataDigest=CRC32C");
        assertAnswers(negotiated(LEADING, "TaskReporting=FastAbort,RFC3720"), "TaskReporting=RFC3720");
    }

    @Test
    void rejectsAListWithoutASupportedValue() {
        Negotiated negotiated = negotiated(LEADING, "HeaderDigest=Y-com.example");
        assertAnswers(negotiated, "HeaderDigest=Reject");
        assertEquals(List.of("HeaderDigest=Y-com.example is not admissible"), negotiated.failures());
        assertEquals("None", negotiated.state().text(TextKey.HEADER_DIGEST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MaxBurstLength=511",
                "MaxBurstLength=16777216",
                "MaxBurstLength=",
                "MaxBurstLength=-1",
                "MaxBurstLength=Reject",
                "FirstBurstLength=0",
                "MaxOutstandingR2T=0",
                "MaxOutstandingR2T=65536",
                "MaxConnections=0",
                "ErrorRecoveryLevel=3",
                "DefaultTime2Wait=3601",
                "DefaultTime2Retain=3601",
                "iSCSIProtocolLevel=32",
                "InitialR2T=yes",
                "ImmediateData=1",
                "DataPDUInOrder=",
                "MaxRecvDataSegmentLength=511",
                "MaxRecvDataSegmentLength=16777216",
                "HeaderDigest="
            })
    void rejectsInadmissibleValuesAndKeepsTheDefault(String offer) {
        Negotiated negotiated = negotiated(LEADING, offer);
        Pair pair = pairs(offer).get(0);
        assertEquals(List.of(new Pair(pair.key(), "Reject")), negotiated.answers());
        assertEquals(List.of(offer + " is not admissible"), negotiated.failures());
        TextKey key = TextKey.of(pair.key()).orElseThrow();
        assertEquals(key.rfcDefault(), negotiated.state().text(key));
    }

    @Test
    void rejectsAValueLongerThanItsKeyAllows() {
        Negotiated negotiated =
                assertInstanceOf(Negotiated.class, offer(SECURITY, LEADING, "InitiatorAlias=" + "a".repeat(256)));
        assertAnswers(negotiated, "InitiatorAlias=Reject");
        assertAnswers(
                assertInstanceOf(Negotiated.class, offer(SECURITY, LEADING, "InitiatorAlias=" + "a".repeat(255))));
    }

    @Test
    void failureReasonsCarryNoControlCharacters() {
        Negotiated negotiated = negotiated(LEADING, "InitialR2T=a\nb" + "c".repeat(100));
        assertEquals(
                "InitialR2T=a?b" + "c".repeat(37) + " is not admissible",
                negotiated.failures().get(0));
    }

    @Test
    void answersUnknownKeysNotUnderstoodButNeverThatAnswer() {
        Negotiated negotiated =
                negotiated(LEADING, "X-com.example.key=1", "X#foo=2", "maxburstlength=512", "Nonsense=NotUnderstood");
        assertAnswers(
                negotiated, "X-com.example.key=NotUnderstood", "X#foo=NotUnderstood", "maxburstlength=NotUnderstood");
        assertEquals(List.of(), negotiated.failures());
    }

    @Test
    void answersRetiredMarkersNeverNotUnderstood() {
        Negotiated negotiated =
                negotiated(LEADING, "OFMarker=No", "IFMarker=Yes", "OFMarkInt=1~65535", "IFMarkInt=2048");
        assertAnswers(negotiated, "OFMarker=No", "IFMarker=No", "OFMarkInt=Reject", "IFMarkInt=Reject");
        assertEquals(List.of(), negotiated.failures());
    }

    @Test
    void answersKeysOfIserIrrelevantWithoutRdma() {
        assertAnswers(
                negotiated(LEADING, "iSERHelloRequired=Yes", "InitiatorRecvDataSegmentLength=8192", "MaxAHSLength=0"),
                "iSERHelloRequired=Irrelevant",
                "InitiatorRecvDataSegmentLength=Irrelevant",
                "MaxAHSLength=Irrelevant");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MaxConnections=4",
                "InitialR2T=Yes",
                "ImmediateData=Yes",
                "MaxBurstLength=262144",
                "FirstBurstLength=65536",
                "MaxOutstandingR2T=1",
                "DataPDUInOrder=Yes",
                "DataSequenceInOrder=Yes",
                "TaskReporting=FastAbort",
                "iSCSIProtocolLevel=2"
            })
    void answersSessionKeysOfDataIrrelevantInDiscovery(String offer) {
        assertAnswers(negotiated(DISCOVERY, offer), pairs(offer).get(0).key() + "=Irrelevant");
    }

    @Test
    void negotiatesInDiscoveryWhatStillMeansSomething() {
        assertAnswers(
                negotiated(DISCOVERY, "HeaderDigest=CRC32C,None", "ErrorRecoveryLevel=0", "DefaultTime2Wait=2"),
                "HeaderDigest=CRC32C",
                "ErrorRecoveryLevel=0",
                "DefaultTime2Wait=2");
    }

    @Test
    void firstBurstIsIrrelevantWithoutUnsolicitedDataWhereverItStands() {
        assertAnswers(
                negotiated(LEADING, "FirstBurstLength=65536", "InitialR2T=Yes", "ImmediateData=No"),
                "FirstBurstLength=Irrelevant",
                "InitialR2T=Yes",
                "ImmediateData=No");
        assertAnswers(
                negotiated(LEADING, "FirstBurstLength=65536", "InitialR2T=Yes", "ImmediateData=Yes"),
                "FirstBurstLength=65536",
                "InitialR2T=Yes",
                "ImmediateData=Yes");
    }

    @Test
    void firstBurstNeverExceedsMaxBurstWhereverItStands() {
        assertAnswers(
                negotiated(LEADING, "FirstBurstLength=65536", "MaxBurstLength=4096"),
                "FirstBurstLength=4096",
                "MaxBurstLength=4096");
        Negotiation state = negotiated(LEADING, "MaxBurstLength=8192").state();
        assertAnswers(negotiated(state, "FirstBurstLength=65536"), "FirstBurstLength=8192");
    }

    @Test
    void declarationsAreKeptAndNotAnswered() {
        Negotiated negotiated = negotiated(LEADING, "MaxRecvDataSegmentLength=0x10000", "InitiatorAlias=host");
        assertAnswers(negotiated);
        assertEquals(65_536, negotiated.state().number(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH));
        assertEquals("host", negotiated.state().text(TextKey.INITIATOR_ALIAS));
    }

    @Test
    void aKeyTwiceInOneTextIsAProtocolError() {
        assertViolation(
                "ImmediateData is given twice", offer(OPERATIONAL, LEADING, "ImmediateData=Yes", "ImmediateData=Yes"));
        assertViolation("X-a is given twice", offer(OPERATIONAL, LEADING, "X-a=1", "X-a=2"));
    }

    @Test
    void aKeyNegotiatedBeforeIsAProtocolErrorEvenIfItCameToNothing() {
        Negotiation state =
                negotiated(LEADING, "ImmediateData=Yes", "MaxBurstLength=1").state();
        assertViolation("ImmediateData is negotiated twice", offer(OPERATIONAL, state, "ImmediateData=Yes"));
        assertViolation("MaxBurstLength is negotiated twice", offer(OPERATIONAL, state, "MaxBurstLength=512"));
    }

    @Test
    void namesMayBeSaidAgainUnchanged() {
        Negotiation state = assertInstanceOf(
                        Negotiated.class, offer(SECURITY, LEADING, "InitiatorName=iqn.2001-04.a", "SessionType=Normal"))
                .state();
        assertAnswers(negotiated(state, "InitiatorName=iqn.2001-04.a", "SessionType=Normal"));
        assertViolation("InitiatorName is negotiated twice", offer(OPERATIONAL, state, "InitiatorName=iqn.2001-04.b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TargetAlias", "TargetAddress", "TargetPortalGroupTag"})
    void keysOfTheTargetAreNotTheInitiatorsToSend(String name) {
        assertViolation(name + " is the target's to send", offer(OPERATIONAL, LEADING, name + "=1"));
        assertAnswers(negotiated(LEADING, name + "=NotUnderstood"));
    }

    @Test
    void securityStageTakesNoOperationalKeys() {
        assertViolation(
                "MaxRecvDataSegmentLength is not allowed in SECURITY",
                offer(SECURITY, LEADING, "MaxRecvDataSegmentLength=8192"));
        assertViolation("HeaderDigest is not allowed in SECURITY", offer(SECURITY, LEADING, "HeaderDigest=None"));
    }

    @Test
    void operationalStageTakesNoSecurityKeysAndNoQuestions() {
        assertViolation("AuthMethod is not allowed in OPERATIONAL", offer(OPERATIONAL, LEADING, "AuthMethod=None"));
        assertViolation("CHAP_A is not allowed in OPERATIONAL", offer(OPERATIONAL, LEADING, "CHAP_A=5"));
        assertViolation("SendTargets is not allowed in OPERATIONAL", offer(OPERATIONAL, LEADING, "SendTargets=All"));
    }

    @Test
    void laterConnectionsMayNotTouchTheSessionsKeys() {
        Negotiation later = Negotiation.start(false, false);
        assertViolation(
                "MaxBurstLength is not allowed in OPERATIONAL of a connection that is not the session's first",
                offer(OPERATIONAL, later, "MaxBurstLength=8192"));
        assertAnswers(negotiated(later, "HeaderDigest=CRC32C", "MaxRecvDataSegmentLength=8192"), "HeaderDigest=CRC32C");
    }

    @Test
    void fullFeaturePhaseTakesDeclarationsAndQuestionsAgainAndAgain() {
        Negotiation state =
                negotiated(LEADING, "MaxRecvDataSegmentLength=8192").state().settled();
        Negotiated negotiated = assertInstanceOf(
                Negotiated.class, offer(FULL_FEATURE, state, "MaxRecvDataSegmentLength=65536", "SendTargets=All"));
        assertAnswers(negotiated);
        assertEquals(Map.of(TextKey.SEND_TARGETS, "All"), negotiated.requests());
        assertEquals(65_536, negotiated.state().number(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH));
        assertInstanceOf(
                Negotiated.class, offer(FULL_FEATURE, negotiated.state().settled(), "MaxRecvDataSegmentLength=512"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HeaderDigest=None",
                "MaxBurstLength=512",
                "SessionType=Normal",
                "AuthMethod=None",
                "InitiatorName=x"
            })
    void fullFeaturePhaseTakesNoKeysOfLogin(String offer) {
        assertInstanceOf(Violation.class, offer(FULL_FEATURE, LEADING, offer));
    }

    @Test
    void aRejectInFullFeaturePhaseLeavesTheOldValue() {
        Negotiation state =
                negotiated(LEADING, "MaxRecvDataSegmentLength=65536").state().settled();
        Negotiated negotiated =
                assertInstanceOf(Negotiated.class, offer(FULL_FEATURE, state, "MaxRecvDataSegmentLength=1"));
        assertAnswers(negotiated, "MaxRecvDataSegmentLength=Reject");
        assertEquals(65_536, negotiated.state().number(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH));
    }

    @Test
    void theTargetOffersOnlyWhatItIsStricterInThanTheDefault() {
        assertEquals(Map.of(), Negotiator.insisted(LEADING, TargetKeyValues.DEFAULTS));
        TargetKeyValues strict = new TargetKeyValues(Map.of(
                TargetAttribute.IMMEDIATE_DATA, "No",
                TargetAttribute.MAX_BURST_LENGTH, "65536",
                TargetAttribute.FIRST_BURST_LENGTH, "8192"));
        assertEquals(
                Map.of(
                        TextKey.IMMEDIATE_DATA, "No",
                        TextKey.MAX_BURST_LENGTH, "65536",
                        TextKey.FIRST_BURST_LENGTH, "8192"),
                Negotiator.insisted(LEADING, strict));
        Negotiation said =
                negotiated(LEADING, "MaxBurstLength=65536", "ImmediateData=Yes").state();
        assertEquals(Map.of(TextKey.FIRST_BURST_LENGTH, "8192"), Negotiator.insisted(said, strict));
        assertEquals(Map.of(), Negotiator.insisted(DISCOVERY, strict));
    }

    @ParameterizedTest
    @CsvSource({"MaxBurstLength=8192,8192", "MaxBurstLength=4096,4096", "MaxBurstLength=0x1000,4096"})
    void anAnswerToItsOfferIsTakenIfTheRuleAllowsIt(String answer, String result) {
        Negotiation state = LEADING.withOffered(Map.of(TextKey.MAX_BURST_LENGTH, "8192"));
        Negotiated negotiated = negotiated(state, answer);
        assertAnswers(negotiated);
        assertEquals(List.of(), negotiated.failures());
        assertEquals(result, negotiated.state().text(TextKey.MAX_BURST_LENGTH));
        assertEquals(Map.of(), negotiated.state().offered());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8193", "511", "Reject", "NotUnderstood", "Irrelevant", ""})
    void anAnswerToItsOfferThatTheRuleForbidsFailsWithoutAnAnswer(String answer) {
        Negotiation state = LEADING.withOffered(Map.of(TextKey.MAX_BURST_LENGTH, "8192"));
        Negotiated negotiated = negotiated(state, "MaxBurstLength=" + answer);
        assertAnswers(negotiated);
        assertTrue(negotiated.failures().get(0).startsWith("MaxBurstLength="));
    }

    @Test
    void anAnswerMayCallItsOfferIrrelevantIfAnotherAnswerMadeItSo() {
        Negotiation state = negotiated(LEADING, "InitialR2T=Yes")
                .state()
                .withOffered(Map.of(TextKey.IMMEDIATE_DATA, "No", TextKey.FIRST_BURST_LENGTH, "8192"));
        Negotiated negotiated = negotiated(state, "FirstBurstLength=Irrelevant", "ImmediateData=No");
        assertEquals(List.of(), negotiated.failures());
        assertEquals(Map.of(), negotiated.state().offered());
    }
}
