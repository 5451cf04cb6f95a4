package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of Login and Text PDUs: key=value pairs, each ended by a zero byte (RFC 7143 6.1). A text that the C bit
 * spreads over several PDUs is parsed when it is complete, for a pair may lie across their border.
 */
public final class TextSegment {
    /** The longest key name (RFC 7143 6.1). */
    public static final int KEY_BYTES_MAX = 63;
    /** The longest value that any key may have: a binary value in base64 or hexadecimal (RFC 7143 6.1). */
    public static final int VALUE_BYTES_MAX = 8192;
    /** The most pairs in one text; far more than a login has, enough for the answer to SendTargets. */
    public static final int PAIRS_MAX = 16_384;

    private TextSegment() {}

    /** What a text turns out to be. */
    public sealed interface Result permits Pairs, Invalid {}

    /**
     * A text in order.
     *
     * @param pairs in the order of the text, an immutable list; a key may occur twice
     */
    public record Pairs(List<TextPair> pairs) implements Result {
        /** Takes its own copy. */
        public Pairs {
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * A text that breaks RFC 7143 6.1.
     *
     * @param why for the log and the status: what is wrong
     */
    public record Invalid(String why) implements Result {}

    /** Parses the readable bytes; the indices stay. No readable byte is a text without pairs. */
    public static Result parse(ByteBuf text) {
        List<TextPair> pairs = new ArrayList<>();
        int at = text.readerIndex();
        int end = text.writerIndex();
        while (at < end) {
            int zero = text.indexOf(at, end, (byte) 0);
            if (zero < 0) {
                return new Invalid("the last pair is not ended by a zero byte (6.1)");
            }
            // Surplus zero bytes carry nothing; some initiators pad their text with them.
            if (zero > at) {
                String fault = addPair(text, at, zero, pairs);
                if (fault != null) {
                    return new Invalid(fault);
                }
            }
            at = zero + 1;
        }
        return new Pairs(pairs);
    }

    private static @Nullable String addPair(ByteBuf text, int from, int to, List<TextPair> pairs) {
        int equals = text.indexOf(from, to, (byte) '=');
        if (equals < 0) {
            return "a pair without '=' (6.1)";
        }
        if (equals == from || equals - from > KEY_BYTES_MAX) {
            return "a key of " + (equals - from) + " bytes, allowed are 1.." + KEY_BYTES_MAX + " (6.1)";
        }
        if (to - equals - 1 > VALUE_BYTES_MAX) {
            return "a value of " + (to - equals - 1) + " bytes, at most " + VALUE_BYTES_MAX + " (6.1)";
        }
        if (pairs.size() == PAIRS_MAX) {
            return "more than " + PAIRS_MAX + " pairs";
        }
        String key = utf8(text, from, equals);
        String value = utf8(text, equals + 1, to);
        if (key == null || value == null) {
            return "not UTF-8 (6.1)";
        }
        pairs.add(new TextPair(key, value));
        return null;
    }

    private static @Nullable String utf8(ByteBuf text, int from, int to) {
        byte[] bytes = ByteBufUtil.getBytes(text, from, to - from, false);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    /** Appends the pairs, each with its zero byte. */
    public static void encode(List<TextPair> pairs, ByteBuf out) {
        for (TextPair pair : pairs) {
            ByteBufUtil.writeUtf8(out, pair.key());
            out.writeByte('=');
            ByteBufUtil.writeUtf8(out, pair.value());
            out.writeByte(0);
        }
    }
}
