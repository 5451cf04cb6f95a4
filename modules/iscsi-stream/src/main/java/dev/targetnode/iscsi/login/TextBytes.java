package dev.targetnode.iscsi.login;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** An immutable run of text bytes: what has been collected of a request, or is left to send of an answer. */
final class TextBytes {
    static final TextBytes EMPTY = new TextBytes(new byte[0]);

    private final byte[] bytes;

    private TextBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    static TextBytes copyOf(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new TextBytes(bytes.clone());
    }

    int length() {
        return bytes.length;
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }

    /** These bytes followed by those remaining in {@code more}, whose position stays. */
    TextBytes append(ByteBuffer more) {
        if (!more.hasRemaining()) {
            return this;
        }
        byte[] joined = Arrays.copyOf(bytes, bytes.length + more.remaining());
        more.get(more.position(), joined, bytes.length, more.remaining());
        return new TextBytes(joined);
    }

    TextBytes head(int lengthMax) {
        return bytes.length <= lengthMax ? this : new TextBytes(Arrays.copyOf(bytes, lengthMax));
    }

    TextBytes after(int length) {
        return bytes.length <= length ? EMPTY : new TextBytes(Arrays.copyOfRange(bytes, length, bytes.length));
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
}
