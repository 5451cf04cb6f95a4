package dev.targetnode.iscsi.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.login.IscsiName;
import dev.targetnode.iscsi.login.KeyValueText;
import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.login.LoginIdentity;
import dev.targetnode.iscsi.login.NegotiatedParameters;
import dev.targetnode.iscsi.login.Negotiation;
import dev.targetnode.iscsi.login.TargetKeyValues;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.TextRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextExchangeTest {
    private static final int NEW = Bhs.RESERVED_TAG;

    private final TextExchange exchange = exchange(value -> Optional.of(List.of(new Pair("TargetName", value))));

    private static TextExchange exchange(java.util.function.Function<String, Optional<List<Pair>>> sendTargets) {
        LoginIdentity identity = new LoginIdentity(
                new IscsiName("iqn.2001-04.com.example:host"), Optional.empty(), Optional.empty(), true, 1, 0, 1, 1);
        Negotiation negotiation = Negotiation.start(true, true);
        return new TextExchange(
                NegotiatedParameters.of(identity, negotiation, TargetKeyValues.DEFAULTS, 8192),
                negotiation,
                TargetKeyValues.DEFAULTS,
                sendTargets);
    }

    private static TextRequest request(boolean last, boolean more, int transferTag, ByteBuf text) {
        return new TextRequest(true, last, more, 0, 1, transferTag, 0, 0, text);
    }

    private TextExchange.Answer answer(boolean last, boolean more, int transferTag, ByteBuf text) {
        return assertInstanceOf(TextExchange.Answer.class, exchange.request(request(last, more, transferTag, text)));
    }

    private void refused(RejectReason reason, boolean last, boolean more, int transferTag, ByteBuf text) {
        TextExchange.Step step = exchange.request(request(last, more, transferTag, text));
        assertEquals(reason, assertInstanceOf(TextExchange.Refuse.class, step).reason());
    }

    @Test
    void answersAFinalRequestFinally() {
        TextExchange.Answer answer = answer(true, false, NEW, TestInitiator.text("SendTargets=x"));
        assertTrue(answer.last());
        assertFalse(answer.more());
        assertEquals(NEW, answer.targetTransferTag());
        assertEquals(List.of(new Pair("TargetName", "x")), TestInitiator.list(answer.text()));
    }

    @Test
    void joinsARequestOfSeveralPdusWhereverItIsCut() {
        ByteBuf text = TestInitiator.text("SendTargets=x");
        for (int cut = 0; cut <= text.readableBytes(); cut++) {
            TextExchange.Answer more = answer(false, true, NEW, text.slice(0, cut));
            assertFalse(more.last());
            assertFalse(more.text().isReadable());
            TextExchange.Answer answer =
                    answer(true, false, more.targetTransferTag(), text.slice(cut, text.readableBytes() - cut));
            assertEquals(1, TestInitiator.list(answer.text()).size());
        }
    }

    @Test
    void aRequestThatIsNotFinalKeepsTheExchangeOpen() {
        TextExchange.Answer open = answer(false, false, NEW, TestInitiator.text("X-a=1"));
        assertFalse(open.last());
        assertEquals(List.of(new Pair("X-a", "NotUnderstood")), TestInitiator.list(open.text()));
        TextExchange.Answer closed = answer(true, false, open.targetTransferTag(), TestInitiator.text("X-b=1"));
        assertTrue(closed.last());
        assertEquals(List.of(new Pair("X-b", "NotUnderstood")), TestInitiator.list(closed.text()));
        refused(RejectReason.INVALID_PDU_FIELD, true, false, open.targetTransferTag(), Unpooled.EMPTY_BUFFER);
    }

    @Test
    void aNewRequestReplacesAnExchangeThatWasLeft() {
        answer(false, true, NEW, TestInitiator.text("SendTargets=left"));
        TextExchange.Answer answer = answer(true, false, NEW, TestInitiator.text("SendTargets=x"));
        assertEquals(List.of(new Pair("TargetName", "x")), TestInitiator.list(answer.text()));
    }

    @Test
    void aValueThatIsNotAllowedHereIsAnsweredWithReject() {
        TextExchange.Step step = exchange(value -> Optional.empty())
                .request(request(true, false, NEW, TestInitiator.text("SendTargets=All")));
        assertEquals(
                List.of(new Pair("SendTargets", "Reject")),
                TestInitiator.list(
                        assertInstanceOf(TextExchange.Answer.class, step).text()));
    }

    @Test
    void refusesTextThatIsNoPairs() {
        refused(RejectReason.PROTOCOL_ERROR, true, false, NEW, Unpooled.wrappedBuffer(new byte[] {'a', 'b'}));
        refused(RejectReason.PROTOCOL_ERROR, true, false, NEW, TestInitiator.text("MaxBurstLength=512"));
    }

    @Test
    void refusesMoreTextThanAnyRequestMayHave() {
        ByteBuf half = Unpooled.wrappedBuffer(new byte[KeyValueText.TEXT_BYTES_MAX / 2 + 1]);
        int tag = answer(false, true, NEW, half).targetTransferTag();
        refused(RejectReason.PROTOCOL_ERROR, true, false, tag, half);
        refused(RejectReason.INVALID_PDU_FIELD, true, false, tag, half);
    }

    @Test
    void refusesTextWhileItsOwnGoesOn() {
        String[] keys =
                IntStream.range(0, 400).mapToObj(i -> "X-key-" + i + "=1").toArray(String[]::new);
        TextExchange.Answer part = answer(true, false, NEW, TestInitiator.text(keys));
        assertTrue(part.more());
        refused(RejectReason.PROTOCOL_ERROR, true, false, part.targetTransferTag(), TestInitiator.text("X-a=1"));
    }

    @Test
    void anyRequestsAreAnsweredOrRefused() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String[] texts = {"SendTargets=All", "X-a=1", "MaxRecvDataSegmentLength=512", "InitialR2T=Yes", "nonsense="};
        for (int i = 0; i < 5000; i++) {
            ByteBuf text = random.nextInt(3) == 0
                    ? Unpooled.EMPTY_BUFFER
                    : TestInitiator.text(texts[random.nextInt(texts.length)]);
            int cut = random.nextInt(text.readableBytes() + 1);
            boolean last = random.nextBoolean();
            TextExchange.Step step = exchange.request(
                    request(last, !last && random.nextBoolean(), random.nextInt(3) - 1, text.slice(0, cut)));
            if (step instanceof TextExchange.Answer answer) {
                assertEquals(answer.last(), answer.targetTransferTag() == NEW);
                assertFalse(answer.last() && !last, "F = 1 answers F = 1 only");
                assertFalse(answer.last() && answer.more());
            }
        }
    }
}
