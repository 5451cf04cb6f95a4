package dev.targetnode.iscsi.login;

import static dev.targetnode.iscsi.login.Initiator.NAME;
import static dev.targetnode.iscsi.login.Initiator.TARGET;
import static dev.targetnode.iscsi.login.Initiator.more;
import static dev.targetnode.iscsi.login.Initiator.pairs;
import static dev.targetnode.iscsi.login.Initiator.stay;
import static dev.targetnode.iscsi.login.Initiator.transit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.auth.Credential;
import dev.targetnode.core.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CHAP through the login machine (RFC 7143 9.2.1, 12.1.3). */
final class ChapLoginTest {
    private static final String CHAP = "AuthMethod=CHAP";
    private static final byte[] RANDOM = new byte[ChapChallenge.BYTES + 1];
    private static final byte[] CHALLENGE = new byte[ChapChallenge.BYTES];
    private static final byte[] COUNTERCHALLENGE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    static {
        for (int i = 0; i < RANDOM.length; i++) {
            RANDOM[i] = (byte) (0xF0 + i);
        }
        System.arraycopy(RANDOM, 1, CHALLENGE, 0, CHALLENGE.length);
    }

    private static Initiator initiator(ChapUsers users) {
        return new Initiator(new LoginPolicy.Admit(
                TargetKeyValues.DEFAULTS,
                1,
                Optional.empty(),
                new AuthenticationRule.Chap(users, ChapChallenge.of(RANDOM))));
    }

    /** Up to the challenge; what the target has said last. */
    private static Map<String, String> challenged(Initiator initiator, String algorithms) {
        initiator.answered(transit(0, 1, NAME, TARGET, "AuthMethod=CHAP,None"));
        return ChapPeer.byKey(pairs(initiator.answered(stay(0, "CHAP_A=" + algorithms))));
    }

    private static Initiator challenged(ChapUsers users) {
        Initiator initiator = initiator(users);
        challenged(initiator, "5");
        return initiator;
    }

    private static byte[] md5(String secret) {
        return ChapPeer.response(5, RANDOM[0] & 0xFF, CHALLENGE, secret);
    }

    private static LoginInput response(String user, byte[] response, String... more) {
        String[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = "CHAP_N=" + user;
        all[more.length + 1] = "CHAP_R=" + ChapPeer.hex(response);
        return transit(0, 1, all);
    }

    private static LoginStep.Refuse refused(LoginStep step) {
        return assertInstanceOf(LoginStep.Refuse.class, step);
    }

    private static void failed(String reason, LoginStep step) {
        LoginStep.Refuse refuse = refused(step);
        assertEquals("CHAP: " + reason, refuse.reason());
        assertEquals(LoginRefusal.AUTHENTICATION_FAILURE, refuse.status());
    }

    @ParameterizedTest
    @EnumSource
    void letsInWhoAnswersTheChallengeByEachAlgorithm(ChapAlgorithm algorithm) {
        Initiator initiator = initiator(ChapPeer.oneWay());
        LoginAnswer method = initiator.answered(transit(0, 1, NAME, TARGET, CHAP));
        assertEquals(List.of("TargetPortalGroupTag=1", "AuthMethod=CHAP"), pairs(method));
        assertFalse(method.transit());
        LoginAnswer challenge = initiator.answered(transit(0, 1, "CHAP_A=" + algorithm.number()));
        assertEquals(
                List.of(
                        "CHAP_A=" + algorithm.number(),
                        "CHAP_I=240",
                        "CHAP_C=0xf1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f10"),
                pairs(challenge));
        assertFalse(challenge.transit());
        byte[] response = ChapPeer.response(ChapPeer.byKey(pairs(challenge)), ChapPeer.JOES_SECRET);
        LoginAnswer done = initiator.answered(response(ChapPeer.JOE, response));
        assertEquals(List.of(), pairs(done));
        assertTrue(done.transit());
        assertEquals(1, done.nsg());
        initiator.completed(transit(1, 3));
    }

    @ParameterizedTest
    @EnumSource
    void provesItselfToWhoAsks(ChapAlgorithm algorithm) {
        Initiator initiator = initiator(ChapPeer.users());
        Map<String, String> challenge = challenged(initiator, Integer.toString(algorithm.number()));
        byte[] response = ChapPeer.response(challenge, ChapPeer.ANNS_SECRET);
        LoginAnswer done = initiator.answered(
                response(ChapPeer.ANN, response, "CHAP_I=0x7f", "CHAP_C=" + ChapPeer.hex(COUNTERCHALLENGE)));
        byte[] proof = ChapPeer.response(algorithm.number(), 0x7F, COUNTERCHALLENGE, ChapPeer.TARGETS_SECRET);
        assertEquals(List.of("CHAP_N=target", "CHAP_R=" + ChapPeer.hex(proof)), pairs(done));
        assertTrue(done.transit());
        initiator.completed(transit(1, 3));
    }

    @Test
    void loginMayEndInTheSecurityStageOnceProven() {
        Initiator initiator = challenged(ChapPeer.users());
        LoginInput last = response(ChapPeer.JOE, md5(ChapPeer.JOES_SECRET));
        assertEquals(
                3,
                initiator
                        .completed(transit(0, 3, text(last).split("\0", 0)))
                        .answer()
                        .nsg());
    }

    private static String text(LoginInput input) {
        return StandardCharsets.UTF_8.decode(input.text().duplicate()).toString();
    }

    @Test
    void anAuthenticatedLoginMayStayInTheStageButSayNoMoreOfIt() {
        Initiator initiator = challenged(ChapPeer.users());
        LoginInput proof = response(ChapPeer.JOE, md5(ChapPeer.JOES_SECRET));
        LoginAnswer done = initiator.answered(stay(0, text(proof).split("\0", 0)));
        assertFalse(done.transit());
        assertFalse(initiator.answered(stay(0)).transit());
        initiator.refused(LoginRefusal.INITIATOR_ERROR, "CHAP_A is negotiated twice", transit(0, 1, "CHAP_A=5"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5,6,7,8 | 5",
                "8,7,6,5 | 8",
                "7,5 | 7",
                "0x8,5 | 8",
                "4,9,,-1,MD5,6,5 | 6",
                "99999999999999999999,5 | 5",
                "5,5 | 5"
            })
    void takesTheFirstAlgorithmOfTheInitiatorsListThatItKnows(String offered, String chosen) {
        assertEquals(chosen, challenged(initiator(ChapPeer.users()), offered).get("CHAP_A"));
    }

    @Test
    void passesOverAlgorithmsThatAreNotAllowed() {
        ChapUsers strict = ChapPeer.users(ChapAlgorithm.SHA3_256, ChapAlgorithm.SHA256);
        assertEquals("7", challenged(initiator(strict), "5,6,7,8").get("CHAP_A"));
        Initiator weak = initiator(strict);
        weak.answered(transit(0, 1, NAME, TARGET, CHAP));
        failed("no digest in common: offered are \"5,6\"", weak.send(stay(0, "CHAP_A=5,6")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1,2,3", "MD5", "Reject", "NotUnderstood", "65541", "4294967301"})
    void refusesWhereNoAlgorithmIsInCommon(String offered) {
        Initiator initiator = initiator(ChapPeer.users());
        initiator.answered(transit(0, 1, NAME, TARGET, CHAP));
        failed("no digest in common: offered are \"" + offered + "\"", initiator.send(stay(0, "CHAP_A=" + offered)));
    }

    @Test
    void refusesAWrongSecretOrTheSecretOfAnother() {
        failed(
                "wrong response of user \"joe\"",
                challenged(ChapPeer.users()).send(response(ChapPeer.JOE, md5("no such secret"))));
        failed(
                "wrong response of user \"joe\"",
                challenged(ChapPeer.users()).send(response(ChapPeer.JOE, md5(ChapPeer.ANNS_SECRET))));
        failed(
                "wrong response of user \"ann\"",
                challenged(ChapPeer.users()).send(response(ChapPeer.ANN, md5(ChapPeer.JOES_SECRET))));
    }

    /** The first user's secret stands in for the one that an unknown name does not have: it must not open the door. */
    @ParameterizedTest
    @ValueSource(strings = {"bob", "", "JOE", "jo", "joee", "joe ", "0x6a6f65", "0bam9l", "target"})
    void refusesAnUnknownUserWhateverTheResponse(String name) {
        for (String secret : List.of(ChapPeer.JOES_SECRET, ChapPeer.ANNS_SECRET, ChapPeer.TARGETS_SECRET)) {
            failed("no user \"" + name + "\"", challenged(ChapPeer.users()).send(response(name, md5(secret))));
        }
    }

    @Test
    void theInitiatorCannotTellAnUnknownUserFromAWrongSecret() {
        LoginStep.Refuse unknown = refused(challenged(ChapPeer.users()).send(response("bob", md5("wrong"))));
        LoginStep.Refuse wrong = refused(challenged(ChapPeer.users()).send(response(ChapPeer.JOE, md5("wrong"))));
        assertEquals(wrong.status(), unknown.status());
        assertEquals(wrong.answer(), unknown.answer());
        assertFalse(wrong.reason().equals(unknown.reason()));
    }

    @Test
    void takesNamesThatLookLikeBinaryValuesAsTheyAre() {
        ChapUsers users = new ChapUsers(
                List.of(
                        new Credential("0x6a6f65", Secret.of(ChapPeer.JOES_SECRET)),
                        new Credential("0bam9l", Secret.of(ChapPeer.ANNS_SECRET))),
                Optional.empty(),
                List.of(ChapAlgorithm.MD5));
        challenged(users).answered(response("0x6a6f65", md5(ChapPeer.JOES_SECRET)));
        challenged(users).answered(response("0bam9l", md5(ChapPeer.ANNS_SECRET)));
        failed("no user \"joe\"", challenged(users).send(response("joe", md5(ChapPeer.JOES_SECRET))));
    }

    @Test
    void takesTheResponseInHexOfEitherCaseAndInBase64() {
        byte[] response = md5(ChapPeer.JOES_SECRET);
        String upper = "0X" + ChapPeer.hex(response).substring(2).toUpperCase(Locale.ROOT);
        String base64 = "0b" + Base64.getEncoder().encodeToString(response);
        for (String value : List.of(ChapPeer.hex(response), upper, base64)) {
            assertTrue(challenged(ChapPeer.users())
                    .answered(transit(0, 1, "CHAP_R=" + value, "CHAP_N=joe"))
                    .transit());
        }
    }

    @Test
    void refusesAResponseOfAnotherLengthWithTheRightStart() {
        byte[] right = md5(ChapPeer.JOES_SECRET);
        for (int length : new int[] {1, 15, 17, 32, 1024}) {
            failed(
                    "wrong response of user \"joe\": " + length + " bytes are no MD5",
                    challenged(ChapPeer.users()).send(response(ChapPeer.JOE, Arrays.copyOf(right, length))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "0b", "abc", "12", "0xzz", "0b=", "Reject"})
    void refusesAResponseThatIsNoBinaryValue(String value) {
        failed(
                "CHAP_R is no hex or base64 value of at most 1024 bytes",
                challenged(ChapPeer.users()).send(transit(0, 1, "CHAP_N=joe", "CHAP_R=" + value)));
    }

    @Test
    void refusesAResponseBeyond1024Bytes() {
        String reason = "CHAP_R is no hex or base64 value of at most 1024 bytes";
        failed(reason, challenged(ChapPeer.users()).send(response(ChapPeer.JOE, new byte[1025])));
        String base64 = "0b" + Base64.getEncoder().encodeToString(new byte[1025]);
        failed(reason, challenged(ChapPeer.users()).send(transit(0, 1, "CHAP_N=joe", "CHAP_R=" + base64)));
    }

    @Test
    void refusesValuesBeyondTheirKeysLimitWithoutQuotingThem() {
        challenged(ChapPeer.users())
                .refused(
                        LoginRefusal.INITIATOR_ERROR,
                        "CHAP_N is too long",
                        response("j".repeat(256), md5(ChapPeer.JOES_SECRET)));
    }

    @Test
    void saysToTheLogWhenAnInitiatorMeansSha1BySeven() {
        Initiator initiator = initiator(ChapPeer.users());
        Map<String, String> challenge = challenged(initiator, "7,5");
        byte[] sha1 = ChapPeer.response(
                6, Integer.parseInt(challenge.getOrDefault("CHAP_I", "")), CHALLENGE, ChapPeer.JOES_SECRET);
        failed(
                "wrong response of user \"joe\": 20 bytes are no SHA-256; the initiator means SHA-1 by 7, which is"
                        + " SHA-256",
                initiator.send(response(ChapPeer.JOE, sha1)));
    }

    @Test
    void refusesItsOwnChallengeSentBackInEitherForm() {
        String base64 = "0b" + Base64.getEncoder().encodeToString(CHALLENGE);
        for (String reflected : List.of(ChapPeer.hex(CHALLENGE), base64)) {
            failed(
                    "the initiator sends the target's own challenge back",
                    challenged(ChapPeer.users())
                            .send(response(
                                    ChapPeer.JOE, md5(ChapPeer.JOES_SECRET), "CHAP_I=1", "CHAP_C=" + reflected)));
        }
    }

    /** Configurations with one secret both ways are refused; the login holds by itself too (RFC 7143 9.2.1). */
    @Test
    void refusesAResponseThatTheTargetWouldHaveGivenItself() {
        ChapUsers same = new ChapUsers(
                List.of(new Credential("joe", Secret.of("one for both ways"))),
                Optional.of(new Credential("target", Secret.of("one for both ways"))),
                List.of(ChapAlgorithm.MD5));
        failed(
                "user \"joe\" has the secret that the target proves itself with",
                challenged(same).send(response("joe", md5("one for both ways"))));
    }

    @Test
    void refusesToProveItselfWithoutASecretOfItsOwn() {
        failed(
                "the initiator wants proof of the target, which has no OutgoingUser",
                challenged(ChapPeer.oneWay())
                        .send(response(
                                ChapPeer.JOE,
                                md5(ChapPeer.JOES_SECRET),
                                "CHAP_I=1",
                                "CHAP_C=" + ChapPeer.hex(COUNTERCHALLENGE))));
    }

    @Test
    void provesNothingToWhoHasProvenNothing() {
        failed(
                "wrong response of user \"joe\"",
                challenged(ChapPeer.users())
                        .send(response(
                                ChapPeer.JOE, md5("wrong"), "CHAP_I=1", "CHAP_C=" + ChapPeer.hex(COUNTERCHALLENGE))));
    }

    @ParameterizedTest
    @CsvSource({"256,0x00", "-1,0x00", "'',0x00", "x,0x00", "4294967296,0x00", "1,''", "1,0x", "1,00", "1,0xzz"})
    void refusesACounterchallengeThatIsNone(String identifier, String challenge) {
        failed(
                "CHAP_I or CHAP_C has no admissible value",
                challenged(ChapPeer.users())
                        .send(response(
                                ChapPeer.JOE,
                                md5(ChapPeer.JOES_SECRET),
                                "CHAP_I=" + identifier,
                                "CHAP_C=" + challenge)));
    }

    @Test
    void answersCounterchallengesOfOneTo1024Bytes() {
        for (int length : new int[] {1, 1024}) {
            byte[] counter = new byte[length];
            LoginAnswer done = challenged(ChapPeer.users())
                    .answered(response(
                            ChapPeer.JOE, md5(ChapPeer.JOES_SECRET), "CHAP_I=255", "CHAP_C=" + ChapPeer.hex(counter)));
            assertEquals(
                    "CHAP_R=" + ChapPeer.hex(ChapPeer.response(5, 255, counter, ChapPeer.TARGETS_SECRET)),
                    pairs(done).get(1));
        }
        failed(
                "CHAP_I or CHAP_C has no admissible value",
                challenged(ChapPeer.users())
                        .send(response(
                                ChapPeer.JOE,
                                md5(ChapPeer.JOES_SECRET),
                                "CHAP_I=255",
                                "CHAP_C=" + ChapPeer.hex(new byte[1025]))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHAP_N=joe",
                "CHAP_R=0x00",
                "CHAP_N=joe;CHAP_R=0x00;CHAP_I=1",
                "CHAP_N=joe;CHAP_R=0x00;CHAP_C=0x00",
                "CHAP_I=1;CHAP_C=0x00",
            })
    void refusesHalfAResponse(String text) {
        LoginStep.Refuse refuse = refused(challenged(ChapPeer.users()).send(transit(0, 1, text.split(";", -1))));
        assertEquals(LoginRefusal.INITIATOR_ERROR, refuse.status());
        assertTrue(refuse.reason().startsWith("CHAP: CHAP_N and CHAP_R expected, not ["), refuse.reason());
    }

    @Test
    void refusesKeysOfTheDialogueOutOfTurn() {
        initiator(ChapPeer.users())
                .refused(
                        LoginRefusal.INITIATOR_ERROR,
                        "CHAP_A belongs to a method that was not chosen",
                        stay(0, NAME, TARGET, CHAP, "CHAP_A=5"));
        Initiator early = initiator(ChapPeer.users());
        early.answered(stay(0, NAME, TARGET, CHAP));
        early.refused(
                LoginRefusal.INITIATOR_ERROR,
                "CHAP: CHAP_A expected, not [CHAP_N, CHAP_R]",
                response(ChapPeer.JOE, md5(ChapPeer.JOES_SECRET)));
        Initiator both = initiator(ChapPeer.users());
        both.answered(stay(0, NAME, TARGET, CHAP));
        both.refused(
                LoginRefusal.INITIATOR_ERROR,
                "CHAP: CHAP_A expected, not [CHAP_A, CHAP_N]",
                stay(0, "CHAP_A=5", "CHAP_N=joe"));
    }

    @Test
    void neverChallengesTwiceInOneLogin() {
        challenged(ChapPeer.users())
                .refused(LoginRefusal.INITIATOR_ERROR, "CHAP_A is negotiated twice", stay(0, "CHAP_A=5"));
        challenged(ChapPeer.users())
                .refused(LoginRefusal.INITIATOR_ERROR, "AuthMethod is negotiated twice", stay(0, CHAP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "", "KRB5,None", "SRP", "chap", "CHAP ", "Reject"})
    void refusesInitiatorsThatDoNotOfferChap(String methods) {
        initiator(ChapPeer.users())
                .refused(
                        LoginRefusal.AUTHENTICATION_FAILURE,
                        "none of the offered authentication methods is accepted, only CHAP is",
                        transit(0, 1, NAME, TARGET, "AuthMethod=" + methods));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHAP", "None,CHAP", "KRB5,CHAP,None", "CHAP,None"})
    void takesChapWhereverItStandsInTheList(String methods) {
        assertTrue(pairs(initiator(ChapPeer.users()).answered(transit(0, 1, NAME, TARGET, "AuthMethod=" + methods)))
                .contains(CHAP));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void refusesToSkipTheSecurityStage(int nsg) {
        LoginInput skipping = nsg == 3 ? transit(1, 3, NAME, TARGET) : stay(1, NAME, TARGET);
        initiator(ChapPeer.users())
                .refused(
                        LoginRefusal.AUTHENTICATION_FAILURE,
                        "login skips the authentication that is required",
                        skipping);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void holdsInitiatorsThatWantToLeaveTheStageUnproven(int nsg) {
        Initiator initiator = initiator(ChapPeer.users());
        assertFalse(initiator.answered(transit(0, nsg, NAME, TARGET)).transit());
        assertFalse(initiator.answered(transit(0, nsg, CHAP)).transit());
        assertFalse(initiator.answered(transit(0, nsg)).transit());
        assertFalse(initiator.answered(transit(0, nsg, "CHAP_A=5")).transit());
        LoginAnswer still = initiator.answered(transit(0, nsg));
        assertFalse(still.transit());
        assertEquals(0, still.nsg());
        initiator.refused(LoginRefusal.INITIATOR_ERROR, "CSG 1 in stage 0", transit(1, 3));
    }

    @Test
    void eachStepMustComeWithinFourRequests() {
        String reason = "more than 4 requests without a step of authentication";
        Initiator initiator = initiator(ChapPeer.users());
        initiator.answered(stay(0, NAME, TARGET));
        idle(initiator, 3);
        initiator.answered(stay(0, CHAP));
        idle(initiator, 4);
        initiator.answered(stay(0, "CHAP_A=5"));
        idle(initiator, 4);
        initiator.refused(LoginRefusal.AUTHENTICATION_FAILURE, reason, stay(0));

        Initiator silent = initiator(ChapPeer.users());
        silent.answered(stay(0, NAME, TARGET));
        idle(silent, 3);
        silent.refused(LoginRefusal.AUTHENTICATION_FAILURE, reason, stay(0));

        Initiator stuck = initiator(ChapPeer.users());
        stuck.answered(stay(0, NAME, TARGET, CHAP));
        idle(stuck, 4);
        stuck.refused(LoginRefusal.AUTHENTICATION_FAILURE, reason, stay(0));
    }

    private static void idle(Initiator initiator, int requests) {
        for (int i = 0; i < requests; i++) {
            assertEquals(List.of(), pairs(initiator.answered(stay(0))));
        }
    }

    @Test
    void joinsAResponseThatComesInPieces() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ChapLoginTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Initiator initiator = challenged(ChapPeer.users());
            String whole = text(response(
                    ChapPeer.JOE, md5(ChapPeer.JOES_SECRET), "CHAP_I=9", "CHAP_C=" + ChapPeer.hex(COUNTERCHALLENGE)));
            int at = 0;
            while (whole.length() - at > 1 && random.nextInt(8) > 0) {
                int next = at + 1 + random.nextInt(whole.length() - at - 1);
                assertEquals(List.of(), pairs(initiator.answered(more(0, whole.substring(at, next)))));
                at = next;
            }
            LoginAnswer done = initiator.answered(Initiator.input(0, 1, true, false, whole.substring(at)));
            assertTrue(done.transit());
            assertEquals(2, pairs(done).size());
        }
    }

    /** Whatever is changed in the right response, nobody gets in. */
    @Test
    void noOtherResponseIsAccepted() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ChapLoginTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            byte[] response = md5(ChapPeer.JOES_SECRET);
            response[random.nextInt(response.length)] ^= (byte) (1 << random.nextInt(8));
            failed(
                    "wrong response of user \"joe\"",
                    challenged(ChapPeer.users()).send(response(ChapPeer.JOE, response)));
        }
    }

    @Test
    void reasonsShowNamesWithoutControlCharactersAndCutShort() {
        failed(
                "no user \"a?b?" + "c".repeat(60) + "\"",
                challenged(ChapPeer.users()).send(response("a\nb\u00e9" + "c".repeat(80), md5("x"))));
    }

    @Test
    void noReasonAndNoStatePrintsASecretOrAResponse() {
        Initiator initiator = challenged(ChapPeer.users());
        LoginStep step = initiator.send(response(ChapPeer.JOE, md5("wrong")));
        String printed = step + " " + ChapPeer.users() + " "
                + new AuthenticationRule.Chap(ChapPeer.users(), ChapChallenge.of(RANDOM));
        assertFalse(printed.contains("secret 12"), printed);
        assertFalse(printed.contains(ChapPeer.hex(md5("wrong")).substring(2)), printed);
    }

    @Test
    void aChallengeIsMadeOfAllTheRandomBytesAndKeepsNoHoldOnThem() {
        byte[] random = RANDOM.clone();
        ChapChallenge challenge = ChapChallenge.of(random);
        Arrays.fill(random, (byte) 0);
        Arrays.fill(challenge.bytes(), (byte) 0);
        assertEquals(0xF0, challenge.identifier());
        assertArrayEquals(CHALLENGE, challenge.bytes());
        assertThrows(IllegalArgumentException.class, () -> ChapChallenge.of(new byte[ChapChallenge.BYTES]));
    }

    @Test
    void usersWithoutOneOrWithoutADigestAreNone() {
        List<Credential> none = List.of();
        assertThrows(
                IllegalArgumentException.class,
                () -> new ChapUsers(none, Optional.empty(), List.of(ChapAlgorithm.MD5)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ChapUsers(ChapPeer.users().incoming(), Optional.empty(), List.of()));
    }
}
