package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextSegmentTest {
    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static List<TextPair> pairs(ByteBuf text) {
        return assertInstanceOf(TextSegment.Pairs.class, TextSegment.parse(text))
                .pairs();
    }

    private static void refused(ByteBuf text) {
        assertInstanceOf(TextSegment.Invalid.class, TextSegment.parse(text));
    }

    @Test
    void pairsComeInOrderAndMayRepeat() {
        assertEquals(
                List.of(new TextPair("A", "1,2"), new TextPair("B", ""), new TextPair("A", "x=y")),
                pairs(text("A=1,2\0B=\0A=x=y\0")));
        assertEquals(List.of(), pairs(text("")));
    }

    @Test
    void surplusZeroBytesAreTolerated() {
        assertEquals(List.of(new TextPair("A", "1")), pairs(text("\0A=1\0\0\0")));
    }

    @Test
    void encodedTextParsesToTheSamePairs() {
        List<TextPair> pairs = List.of(new TextPair("TargetAlias", "Plattenträger €"), new TextPair("X-a", ""));
        ByteBuf out = Unpooled.buffer();
        TextSegment.encode(pairs, out);
        assertEquals(text("TargetAlias=Plattenträger €\0X-a=\0"), out);
        assertEquals(pairs, pairs(out));
    }

    @Test
    void textThatDoesNotEndInZeroIsRefused() {
        refused(text("A=1"));
        refused(text("A=1\0B=2"));
    }

    @Test
    void pairWithoutEqualsSignOrKeyIsRefused() {
        refused(text("A\0"));
        refused(text("A\0B=1\0"));
        refused(text("=1\0"));
    }

    @Test
    void keyAndValueHaveTheLengthsOfTheStandard() {
        assertEquals(1, pairs(text("k".repeat(63) + "=1\0")).size());
        refused(text("k".repeat(64) + "=1\0"));
        assertEquals(1, pairs(text("A=" + "v".repeat(8192) + "\0")).size());
        refused(text("A=" + "v".repeat(8193) + "\0"));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        refused(Bytes.hex("41 3d ff 00"));
        refused(Bytes.hex("41 3d c3 00"));
        refused(Bytes.hex("80 3d 31 00"));
    }

    @Test
    void moreThanTheMostPairsAreRefused() {
        assertEquals(
                TextSegment.PAIRS_MAX,
                pairs(text("A=\0".repeat(TextSegment.PAIRS_MAX))).size());
        refused(text("A=\0".repeat(TextSegment.PAIRS_MAX + 1)));
    }
}
