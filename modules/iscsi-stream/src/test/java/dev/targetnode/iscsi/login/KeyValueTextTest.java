package dev.targetnode.iscsi.login;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.targetnode.iscsi.login.KeyValueText.Malformed;
import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.login.KeyValueText.Pairs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyValueTextTest {
    private static KeyValueText.Parsed parse(String text) {
        return KeyValueText.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertMalformed(String reason, String text) {
        assertEquals(new Malformed(reason), parse(text));
    }

    @Test
    void readsPairsInOrderWithDuplicates() {
        assertEquals(
                new Pairs(List.of(new Pair("A", "1"), new Pair("B", ""), new Pair("A", "x=y"))),
                parse("A=1\0B=\0A=x=y\0"));
    }

    @Test
    void readsAnEmptyTextAsNoPairs() {
        assertEquals(new Pairs(List.of()), parse(""));
    }

    @Test
    void skipsPaddingThatWasCountedIntoTheSegment() {
        assertEquals(new Pairs(List.of(new Pair("A", "1"))), parse("A=1\0\0\0"));
    }

    @Test
    void leavesTheBufferWhereItWasAndStartsAtItsPosition() {
        ByteBuffer buffer = ByteBuffer.wrap("xxA=1\0yy".getBytes(StandardCharsets.UTF_8))
                .position(2)
                .limit(6);
        assertEquals(new Pairs(List.of(new Pair("A", "1"))), KeyValueText.parse(buffer));
        assertEquals(2, buffer.position());
        assertEquals(6, buffer.limit());
    }

    @Test
    void refusesAPairWithoutEqualsSign() {
        assertMalformed("pair without '='", "A=1\0B\0");
    }

    @Test
    void refusesAnEmptyKey() {
        assertMalformed("empty key", "=1\0");
    }

    @Test
    void refusesATextThatDoesNotEndWithNul() {
        assertMalformed("last pair not ended by NUL", "A=1\0B=2");
    }

    @Test
    void refusesKeysWithCharactersOutsideALabel() {
        assertMalformed("key with an illegal character", "A B=1\0");
        assertMalformed("key with an illegal character", "\u00c4=1\0");
    }

    @Test
    void takesKeysOf63BytesAndNotOneMore() {
        String key = "K".repeat(63);
        assertEquals(new Pairs(List.of(new Pair(key, "1"))), parse(key + "=1\0"));
        assertMalformed("key longer than 63 bytes", key + "K=1\0");
    }

    @Test
    void takesValuesOf8192BytesAndNotOneMore() {
        String value = "v".repeat(8192);
        assertEquals(new Pairs(List.of(new Pair("A", value))), parse("A=" + value + "\0"));
        assertMalformed("value of A longer than 8192 bytes", "A=" + value + "v\0");
    }

    @Test
    void takesTextsOf64KibAndNotOneByteMore() {
        assertInstanceOf(Pairs.class, KeyValueText.parse(ByteBuffer.allocate(65_536)));
        assertEquals(new Malformed("text longer than 65536 bytes"), KeyValueText.parse(ByteBuffer.allocate(65_537)));
    }

    @Test
    void readsUtf8AndRefusesWhatIsNot() {
        assertEquals(new Pairs(List.of(new Pair("A", "\u00e9\u4e2d"))), parse("A=\u00e9\u4e2d\0"));
        byte[] broken = {'A', '=', (byte) 0xC3, 0};
        assertEquals(new Malformed("value of A is not UTF-8"), KeyValueText.parse(ByteBuffer.wrap(broken)));
    }

    @Test
    void writesEachPairWithItsNul() {
        assertArrayEquals(
                new byte[] {'A', '=', '1', 0, 'B', '=', 0},
                KeyValueText.encode(List.of(new Pair("A", "1"), new Pair("B", ""))));
    }
}
