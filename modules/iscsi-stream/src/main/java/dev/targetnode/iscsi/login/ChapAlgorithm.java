package dev.targetnode.iscsi.login;

import dev.targetnode.core.auth.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The digests of CHAP by the numbers that IANA has assigned (RFC 7143 12.1.3, RFC 1994 3). Some initiators and targets
 * number SHA-1 as 7, which is SHA-256: with those only the number 5 is sure to mean the same to both sides.
 */
public enum ChapAlgorithm {
    /** MD5, which every implementation must have. */
    MD5(5, "MD5", 16),
    /** SHA-1. */
    SHA1(6, "SHA-1", 20),
    /** SHA-256. */
    SHA256(7, "SHA-256", 32),
    /** SHA3-256. */
    SHA3_256(8, "SHA3-256", 32);

    private final int number;
    private final String digestName;
    private final int responseBytes;

    ChapAlgorithm(int number, String digestName, int responseBytes) {
        this.number = number;
        this.digestName = digestName;
        this.responseBytes = responseBytes;
    }

    /** The algorithm of that number, if there is one. */
    static Optional<ChapAlgorithm> of(long number) {
        return Stream.of(values())
                .filter(algorithm -> algorithm.number == number)
                .findFirst();
    }

    /** As it stands in CHAP_A. */
    public int number() {
        return number;
    }

    /** How long a response is. */
    public int responseBytes() {
        return responseBytes;
    }

    /**
     * The response to a challenge: the digest over identifier, secret and challenge (RFC 1994 4.1).
     *
     * @param identifier 0 to 255
     * @param challenge is not kept
     */
    byte[] response(int identifier, Secret secret, byte[] challenge) {
        MessageDigest digest = digest();
        digest.update((byte) identifier);
        secret.addTo(digest);
        return digest.digest(challenge);
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(digestName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + digestName, e);
        }
    }

    @Override
    public String toString() {
        return digestName;
    }
}
