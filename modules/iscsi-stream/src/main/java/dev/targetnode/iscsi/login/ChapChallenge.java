package dev.targetnode.iscsi.login;

import java.util.Arrays;

/**
 * What the target challenges an initiator with (RFC 1994 4.1): an identifier and unpredictable bytes. It is used for one
 * login; the caller makes a fresh one for each, from a cryptographic source of randomness. Immutable.
 */
public final class ChapChallenge {
    /** How many bytes: as many as the longest response, and over the 16 that RFC 1994 thinks of. */
    public static final int BYTES = 32;

    private static final int IDENTIFIER_MASK = 0xFF;

    private final int identifier;
    private final byte[] bytes;

    private ChapChallenge(int identifier, byte[] bytes) {
        this.identifier = identifier;
        this.bytes = bytes;
    }

    /**
     * A challenge of {@link #BYTES} + 1 random bytes, of which the first is the identifier.
     *
     * @param random copied
     */
    public static ChapChallenge of(byte[] random) {
        if (random.length != BYTES + 1) {
            throw new IllegalArgumentException(
                    "a challenge is made of " + (BYTES + 1) + " bytes, not " + random.length);
        }
        return new ChapChallenge(random[0] & IDENTIFIER_MASK, Arrays.copyOfRange(random, 1, random.length));
    }

    int identifier() {
        return identifier;
    }

    /** A copy. */
    byte[] bytes() {
        return bytes.clone();
    }
}
