package dev.targetnode.iscsi.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.login.KeyValueText.Pair;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules that hold for every text; {@code -Dseed=} repeats a run. */
final class NegotiationPropertyTest {
    private static final int ROUNDS = 3000;
    private static final Set<TextKey.Rule> NUMBERS = EnumSet.of(TextKey.Rule.MIN, TextKey.Rule.MAX);
    private static final Set<TextKey.Rule> FLAGS = EnumSet.of(TextKey.Rule.AND, TextKey.Rule.OR);
    private static final List<String> VALUES = List.of(
            "",
            "0",
            "1",
            "511",
            "512",
            "8192",
            "0x2000",
            "65535",
            "16777215",
            "16777216",
            "-1",
            "Yes",
            "No",
            "None",
            "CRC32C,None",
            "Reject",
            "Irrelevant",
            "NotUnderstood",
            "Normal",
            "Discovery",
            "iqn.2001-04.a:b",
            "\u0001");

    private Random random = new Random(0);

    @BeforeEach
    void seed() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("NegotiationPropertyTest seed " + seed);
        random = new Random(seed);
    }

    private <T> T any(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private Pair anyPair() {
        TextKey key = any(List.of(TextKey.values()));
        String name = random.nextInt(10) == 0 ? "X-" + random.nextInt(5) : key.keyName();
        return new Pair(name, random.nextInt(3) == 0 ? Integer.toString(random.nextInt(1 << 25)) : any(VALUES));
    }

    private TargetKeyValues anyOwn() {
        return new TargetKeyValues(Map.of(
                TargetAttribute.INITIAL_R2T, any(List.of("Yes", "No")),
                TargetAttribute.IMMEDIATE_DATA, any(List.of("Yes", "No")),
                TargetAttribute.MAX_BURST_LENGTH, Integer.toString(512 + random.nextInt(1_048_065)),
                TargetAttribute.FIRST_BURST_LENGTH, Integer.toString(512 + random.nextInt(1_048_065)),
                TargetAttribute.MAX_XMIT_DATA_SEGMENT_LENGTH, Integer.toString(512 + random.nextInt(1_048_065)),
                TargetAttribute.MAX_OUTSTANDING_R2T, Integer.toString(1 + random.nextInt(65_535)),
                TargetAttribute.HEADER_DIGEST, any(List.of("None", "CRC32C", "None,CRC32C"))));
    }

    private byte[] anyText() {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(8) != 0) {
            text.append(Initiator.text(Initiator.NAME, Initiator.TARGET));
        }
        int count = random.nextInt(8);
        for (int i = 0; i < count; i++) {
            text.append(anyPair()).append(random.nextInt(50) == 0 ? "" : "\0");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(6) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private LoginInput anyInput() {
        boolean cont = random.nextInt(6) == 0;
        int csg = random.nextInt(10) == 0 ? random.nextInt(4) : 1;
        return new LoginInput(
                (byte) csg,
                (byte) (random.nextInt(8) == 0 ? random.nextInt(4) : 3),
                !cont && random.nextBoolean(),
                cont,
                0,
                random.nextInt(50) == 0 ? 1 : 0,
                Initiator.ISID,
                0,
                0,
                1,
                1,
                ByteBuffer.wrap(anyText()));
    }

    private static void assertWithinRange(NegotiatedParameters p, TargetKeyValues own) {
        assertTrue(p.initiatorMaxRecvDataSegmentLength() >= 512);
        assertTrue(p.initiatorMaxRecvDataSegmentLength() <= own.maxXmitDataSegmentLength());
        assertTrue(p.maxBurstLength() >= 512 && p.maxBurstLength() <= 0xFF_FFFF);
        assertTrue(p.maxBurstLength() <= number(own, TextKey.MAX_BURST_LENGTH), "burst within the target's limit");
        assertTrue(p.firstBurstLength() >= 512 && p.firstBurstLength() <= p.maxBurstLength());
        assertTrue(p.maxOutstandingR2t() >= 1);
        assertTrue(p.maxOutstandingR2t() <= number(own, TextKey.MAX_OUTSTANDING_R2T));
        assertTrue(p.immediateData() ? own.own(TextKey.IMMEDIATE_DATA).equals("Yes") : true);
        assertTrue(p.initialR2t() || own.own(TextKey.INITIAL_R2T).equals("No"));
        assertTrue(!p.headerDigest() || own.supported(TextKey.HEADER_DIGEST).contains("CRC32C"));
        assertEquals(0, p.errorRecoveryLevel());
        assertEquals(1, p.maxConnections());
    }

    private static long number(TargetKeyValues own, TextKey key) {
        return Long.parseLong(own.own(key));
    }

    @Test
    void noTextMakesALoginThrowAndEveryCompletedOneIsWithinRange() {
        int completed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            TargetKeyValues own = anyOwn();
            Initiator initiator = new Initiator(Initiator.admitting(own));
            for (int request = 0; request < 5; request++) {
                LoginStep step = initiator.send(anyInput());
                if (step instanceof LoginStep.Complete complete
                        && !complete.parameters().discovery()) {
                    assertWithinRange(complete.parameters(), own);
                    completed++;
                }
                if (!(step instanceof LoginStep.Answer)) {
                    break;
                }
            }
        }
        assertTrue(completed > 0, "no login completed, so nothing was checked");
    }

    @Test
    void everyNumberAndFlagComesOutAsItsRuleSays() {
        for (int round = 0; round < ROUNDS; round++) {
            TargetKeyValues own = anyOwn();
            TextKey key = any(List.of(TextKey.values()));
            boolean number = NUMBERS.contains(key.rule());
            if (key.irrelevance() == TextKey.Irrelevance.NO_RDMA || !(number || FLAGS.contains(key.rule()))) {
                continue;
            }
            String offer = number
                    ? Long.toString(key.min() + random.nextInt((int) (key.max() - key.min() + 1)))
                    : any(List.of("Yes", "No"));
            Negotiator.Negotiated result = (Negotiator.Negotiated) Negotiator.negotiate(
                    NegotiationPhase.OPERATIONAL,
                    Negotiation.start(false, true),
                    own,
                    List.of(new Pair(key.keyName(), offer)));
            assertEquals(
                    List.of(new Pair(key.keyName(), expected(key, offer, own))),
                    result.answers(),
                    () -> key + " offered " + offer);
        }
    }

    private static String expected(TextKey key, String offer, TargetKeyValues own) {
        String ours = own.own(key);
        return switch (key.rule()) {
            case MIN -> {
                long limit = key == TextKey.FIRST_BURST_LENGTH ? 262_144 : Long.MAX_VALUE; // default MaxBurstLength
                yield Long.toString(Math.min(Math.min(Long.parseLong(offer), Long.parseLong(ours)), limit));
            }
            case MAX -> Long.toString(Math.max(Long.parseLong(offer), Long.parseLong(ours)));
            case AND -> offer.equals("Yes") && ours.equals("Yes") ? "Yes" : "No";
            case OR -> offer.equals("Yes") || ours.equals("Yes") ? "Yes" : "No";
            case LIST, DECLARED_NUMBER, DECLARED_TEXT, IDENTITY, REQUEST, SECURITY, RETIRED_NO, RETIRED_REJECT ->
                throw new IllegalArgumentException(key.toString());
        };
    }

    /** Whoever offers and whoever answers, MIN, MAX, AND and OR come to the same. */
    @Test
    void resultsDoNotDependOnWhoOffers() {
        for (int round = 0; round < ROUNDS; round++) {
            String a = Integer.toString(512 + random.nextInt(1_048_065));
            String b = Integer.toString(512 + random.nextInt(1_048_065));
            assertEquals(
                    result(TargetAttribute.MAX_BURST_LENGTH, a, b), result(TargetAttribute.MAX_BURST_LENGTH, b, a));
        }
        for (TargetAttribute flag : List.of(TargetAttribute.INITIAL_R2T, TargetAttribute.IMMEDIATE_DATA)) {
            assertEquals(result(flag, "Yes", "No"), result(flag, "No", "Yes"));
        }
    }

    private static List<Pair> result(TargetAttribute attribute, String offer, String own) {
        return ((Negotiator.Negotiated) Negotiator.negotiate(
                        NegotiationPhase.OPERATIONAL,
                        Negotiation.start(false, true),
                        new TargetKeyValues(Map.of(attribute, own)),
                        List.of(new Pair(attribute.attributeName(), offer))))
                .answers();
    }

    @Test
    void orderOfThePairsDoesNotChangeTheResult() {
        for (int round = 0; round < ROUNDS; round++) {
            TargetKeyValues own = anyOwn();
            List<Pair> pairs = new ArrayList<>(List.of(
                    new Pair("InitialR2T", any(List.of("Yes", "No"))),
                    new Pair("ImmediateData", any(List.of("Yes", "No"))),
                    new Pair("MaxBurstLength", Integer.toString(512 + random.nextInt(1 << 20))),
                    new Pair("FirstBurstLength", Integer.toString(512 + random.nextInt(1 << 20)))));
            Map<TextKey, String> straight = agreed(own, pairs);
            java.util.Collections.shuffle(pairs, random);
            assertEquals(straight, agreed(own, pairs));
        }
    }

    private static Map<TextKey, String> agreed(TargetKeyValues own, List<Pair> pairs) {
        return ((Negotiator.Negotiated)
                        Negotiator.negotiate(NegotiationPhase.OPERATIONAL, Negotiation.start(false, true), own, pairs))
                .state()
                .agreed();
    }

    @Test
    void textsReadBackAsTheyWereWritten() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Pair> pairs = new ArrayList<>();
            int count = random.nextInt(10);
            for (int i = 0; i < count; i++) {
                pairs.add(anyPair());
            }
            assertEquals(
                    new KeyValueText.Pairs(pairs), KeyValueText.parse(ByteBuffer.wrap(KeyValueText.encode(pairs))));
        }
    }

    @Test
    void aTextCutAnywhereLogsInAsTheWholeOne() {
        String text =
                Initiator.text(Initiator.NAME, Initiator.TARGET, "MaxBurstLength=4096", "InitialR2T=No", "X-a=\u00e9");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        LoginStep.Complete whole = Initiator.ofDefaultTarget().completed(Initiator.input(1, 3, true, false, text));
        for (int cut = 0; cut <= bytes.length; cut++) {
            Initiator initiator = Initiator.ofDefaultTarget();
            initiator.answered(raw(false, ByteBuffer.wrap(bytes, 0, cut)));
            LoginStep.Complete joined = initiator.completed(raw(true, ByteBuffer.wrap(bytes, cut, bytes.length - cut)));
            assertEquals(whole.parameters(), joined.parameters());
            assertEquals(whole.answer(), joined.answer());
        }
        assertEquals(Optional.of("4096"), whole.negotiation().agreedText(TextKey.MAX_BURST_LENGTH));
    }

    private static LoginInput raw(boolean last, ByteBuffer text) {
        return new LoginInput((byte) 1, (byte) 3, last, !last, 0, 0, Initiator.ISID, 0, 0, 1, 100, text);
    }
}
