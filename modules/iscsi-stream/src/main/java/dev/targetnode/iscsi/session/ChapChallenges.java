package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.login.ChapChallenge;
import java.security.SecureRandom;
import java.util.function.Supplier;

/** Makes CHAP challenges of a cryptographic source; 256 random bits do not come twice. Safe from any thread. */
public final class ChapChallenges implements Supplier<ChapChallenge> {
    private final SecureRandom random;

    /**
     * Challenges of {@code random}, which must not wait for entropy: {@code new SecureRandom()} does not, {@code
     * SecureRandom.getInstanceStrong()} may.
     */
    public ChapChallenges(SecureRandom random) {
        this.random = random;
    }

    @Override
    public ChapChallenge get() {
        byte[] bytes = new byte[ChapChallenge.BYTES + 1];
        random.nextBytes(bytes);
        return ChapChallenge.of(bytes);
    }
}
