package dev.targetnode.node;

import dev.targetnode.core.auth.Secret;
import dev.targetnode.mgmt.config.SecretSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;

/** Secrets in files and in environment variables of this machine. */
final class NodeSecrets implements SecretSource {
    /** No secret file is longer; what is, is another file. */
    private static final int FILE_BYTES_MAX = 1024;

    private static final String OPEN = "a file that every user of this machine can read: chmod o-r";

    private final Map<String, String> environment;

    NodeSecrets(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Lookup file(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return new Missing("names what is no file"); // a pipe would keep the start waiting
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                return new Missing("names a file of more than " + FILE_BYTES_MAX + " bytes");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .replaceFirst("\\r?\\n\\z", "");
            if (text.chars().anyMatch(Character::isISOControl)) {
                return new Missing("names a file that has more than one line, or control characters");
            }
            Optional<String> warning = isOpenToAll(file) ? Optional.of("names " + OPEN) : Optional.empty();
            return new Found(Secret.of(text), warning);
        } catch (NoSuchFileException e) {
            return new Missing("names a file that does not exist");
        } catch (CharacterCodingException e) {
            return new Missing("names a file that is not UTF-8");
        } catch (IOException e) {
            return new Missing("names a file that cannot be read");
        }
    }

    @Override
    public Lookup environment(String variable) {
        String value = environment.get(variable);
        return value == null
                ? new Missing("names a variable that the environment does not have")
                : new Found(Secret.of(value), Optional.empty());
    }

    @Override
    public Optional<String> exposure(Path file) {
        return isOpenToAll(file) ? Optional.of("is a secret in " + OPEN) : Optional.empty();
    }

    private static boolean isOpenToAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // a file system without such permissions tells nothing
        }
    }
}
