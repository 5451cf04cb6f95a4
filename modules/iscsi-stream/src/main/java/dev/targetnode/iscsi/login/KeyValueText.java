package dev.targetnode.iscsi.login;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The key=value text of Login and Text PDUs (RFC 7143 6.1): UTF-8 pairs, each ended by a NUL. Pure. */
public final class KeyValueText {
    /** Longest key name (6.1, standard-label). */
    public static final int KEY_BYTES_MAX = 63;
    /** Longest value of a key that does not state a limit of its own (6.1). */
    public static final int VALUE_BYTES_MAX = 255;
    /** Longest value of any key at all: lists and large binary values; a longer one makes the text malformed. */
    public static final int LARGE_VALUE_BYTES_MAX = 8192;
    /** Longest text of one request or answer, over all of its PDUs; a longer one is refused. */
    public static final int TEXT_BYTES_MAX = 64 * 1024;

    private KeyValueText() {}

    /**
     * One pair as it stands in the text.
     *
     * @param key 1 to 63 bytes of a standard-label, known or not
     * @param value 0 to 8192 bytes
     */
    public record Pair(String key, String value) {
        @Override
        public String toString() {
            return key + "=" + value;
        }
    }

    /** What became of a text. */
    public sealed interface Parsed permits Pairs, Malformed {}

    /** The pairs in order of arrival; duplicates are still in it. */
    public record Pairs(List<Pair> pairs) implements Parsed {
        public Pairs {
            pairs = List.copyOf(pairs);
        }
    }

    /** A format error (RFC 7143 7.7); {@code reason} never holds the peer's value, which may be a secret. */
    public record Malformed(String reason) implements Parsed {}

    /**
     * Parses a complete text; the buffer's position is left alone. Empty strings between NULs are skipped: some
     * initiators count the padding into DataSegmentLength.
     */
    public static Parsed parse(ByteBuffer text) {
        if (text.remaining() > TEXT_BYTES_MAX) {
            return new Malformed("text longer than " + TEXT_BYTES_MAX + " bytes");
        }
        List<Pair> pairs = new ArrayList<>();
        int start = text.position();
        for (int at = start; at < text.limit(); at++) {
            if (text.get(at) != 0) {
                continue;
            }
            if (at > start && pair(text, start, at, pairs) instanceof Malformed malformed) {
                return malformed;
            }
            start = at + 1;
        }
        return start == text.limit() ? new Pairs(pairs) : new Malformed("last pair not ended by NUL");
    }

    /** Adds the pair in {@code [start, end)} to {@code pairs}, or says what is wrong with it. */
    private static Parsed pair(ByteBuffer text, int start, int end, List<Pair> pairs) {
        int equals = start;
        while (equals < end && text.get(equals) != '=') {
            if (!isKeyByte(text.get(equals))) {
                return new Malformed("key with an illegal character");
            }
            equals++;
        }
        if (equals == end) {
            return new Malformed("pair without '='");
        }
        if (equals == start) {
            return new Malformed("empty key");
        }
        if (equals - start > KEY_BYTES_MAX) {
            return new Malformed("key longer than " + KEY_BYTES_MAX + " bytes");
        }
        String key = StandardCharsets.US_ASCII
                .decode(text.duplicate().limit(equals).position(start))
                .toString();
        if (end - equals - 1 > LARGE_VALUE_BYTES_MAX) {
            return new Malformed("value of " + key + " longer than " + LARGE_VALUE_BYTES_MAX + " bytes");
        }
        try {
            // A fresh decoder reports malformed input instead of replacing it.
            String value = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(text.duplicate().limit(end).position(equals + 1))
                    .toString();
            pairs.add(new Pair(key, value));
            return new Pairs(List.of());
        } catch (CharacterCodingException e) {
            return new Malformed("value of " + key + " is not UTF-8");
        }
    }

    /** RFC 7143 6.1: letters, digits, dot, minus, plus, at, underscore; and the '#' of registered extension keys. */
    private static boolean isKeyByte(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || ".-+@_#".indexOf(b) >= 0;
    }

    /** The bytes of {@code pairs}, each ended by a NUL. */
    public static byte[] encode(List<Pair> pairs) {
        StringBuilder text = new StringBuilder();
        for (Pair pair : pairs) {
            text.append(pair.key()).append('=').append(pair.value()).append('\0');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
