package dev.targetnode.node;

import java.util.random.RandomGenerator;

/** Makes secrets for CHAP; RFC 7143 9.2.1 wants the means to, at random and up to 128 bits. */
final class NewSecret {
    /** Less needs IPsec (RFC 7143 9.2.1). */
    static final int BITS_MIN = 96;

    static final int BITS_MAX = 1024;

    /** Sixty-four signs that shells, URLs and HOCON take without quotes, also at the beginning: six bits each. */
    private static final String SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.";

    private static final int BITS_OF_A_SIGN = 6;

    private NewSecret() {}

    /**
     * A secret of at least {@code bits} random bits.
     *
     * @param random a cryptographic source
     * @param bits {@link #BITS_MIN} to {@link #BITS_MAX}; 96 are 16 signs, the most that Windows takes
     */
    static String of(RandomGenerator random, int bits) {
        StringBuilder secret = new StringBuilder();
        for (int left = bits; left > 0; left -= BITS_OF_A_SIGN) {
            secret.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return secret.toString();
    }
}
