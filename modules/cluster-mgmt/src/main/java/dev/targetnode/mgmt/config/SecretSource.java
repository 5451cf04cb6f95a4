package dev.targetnode.mgmt.config;

import dev.targetnode.core.auth.Secret;
import java.nio.file.Path;
import java.util.Optional;

/** Where secrets lie that a configuration only names. The program implements it; reading a configuration calls it. */
public interface SecretSource {
    /** What became of a look-up. */
    sealed interface Lookup permits Found, Missing {}

    /**
     * It is there.
     *
     * @param warning a sentence about how it is kept, such as "names a file that every user of this machine can read"
     */
    record Found(Secret secret, Optional<String> warning) implements Lookup {}

    /**
     * It is not.
     *
     * @param reason a sentence such as "names a file that cannot be read"; without the name itself, which may be a secret
     *     at the wrong place
     */
    record Missing(String reason) implements Lookup {}

    /** The one line of a file; its end of line does not belong to the secret. */
    Lookup file(Path file);

    /** The value of an environment variable. */
    Lookup environment(String variable);

    /**
     * A sentence about how {@code file}, a configuration with secrets in it, is kept, such as "is a secret in a file that
     * every user of this machine can read"; empty where nothing is wrong.
     */
    Optional<String> exposure(Path file);
}
