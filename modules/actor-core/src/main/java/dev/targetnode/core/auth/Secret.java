package dev.targetnode.core.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A secret that two sides share. It can be compared and fed into a digest, and is otherwise never seen: neither by
 * {@link #toString}, which logs and exceptions use, nor by any accessor. Immutable; safe from any thread.
 */
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A secret that is the UTF-8 bytes of {@code text}. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** How long it is; that much may be told. */
    public int lengthBytes() {
        return bytes.length;
    }

    /** Adds the bytes to a digest under way. */
    public void addTo(MessageDigest digest) {
        digest.update(bytes);
    }

    /** Takes the same time wherever two secrets of one length differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    /** The length alone: a hash of the bytes would tell about them where hashes are printed. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
