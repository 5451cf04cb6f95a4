package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.auth.Secret;
import dev.targetnode.mgmt.config.SecretSource.Found;
import dev.targetnode.mgmt.config.SecretSource.Lookup;
import dev.targetnode.mgmt.config.SecretSource.Missing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSecretsTest {
    private final NodeSecrets secrets = new NodeSecrets(Map.of("JOE", "joe's secret 12", "EMPTY", ""));

    @TempDir
    private Path dir = Path.of("");

    private Path file(String permissions, byte[] content) throws IOException {
        Path file = Files.write(dir.resolve("secret"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Lookup lookup(String content) throws IOException {
        return secrets.file(file("rw-------", content.getBytes(StandardCharsets.UTF_8)));
    }

    private static void missing(String reason, Lookup lookup) {
        assertEquals(reason, assertInstanceOf(Missing.class, lookup).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a secret \u00e4", "a secret \u00e4\n", "a secret \u00e4\r\n"})
    void readsTheOneLineOfAFile(String content) throws IOException {
        assertEquals(new Found(Secret.of("a secret \u00e4"), Optional.empty()), lookup(content));
    }

    @Test
    void keepsBlanksThatBelongToTheSecret() throws IOException {
        assertEquals(new Found(Secret.of(" a  b "), Optional.empty()), lookup(" a  b \n"));
    }

    @Test
    void refusesFilesThatHoldNoSecret() throws IOException {
        String lines = "names a file that has more than one line, or control characters";
        missing(lines, lookup("one\ntwo"));
        missing(lines, lookup("one\n\n"));
        missing(lines, lookup("nul\0"));
        missing("names a file of more than 1024 bytes", lookup("x".repeat(1025)));
        missing("names a file that is not UTF-8", secrets.file(file("rw-------", new byte[] {(byte) 0xFF})));
        missing("names what is no file", secrets.file(dir));
        missing("names a file that does not exist", secrets.file(dir.resolve("none")));
        assertInstanceOf(Found.class, lookup("x".repeat(1024)));
    }

    @Test
    void warnsOfAFileThatEverybodyCanReadAndOfNoOther() throws IOException {
        byte[] content = "a secret".getBytes(StandardCharsets.UTF_8);
        Found open = assertInstanceOf(Found.class, secrets.file(file("rw-r--r--", content)));
        assertEquals(Optional.of("names a file that every user of this machine can read: chmod o-r"), open.warning());
        assertEquals(
                Optional.of("is a secret in a file that every user of this machine can read: chmod o-r"),
                secrets.exposure(dir.resolve("secret")));
        Found group = assertInstanceOf(Found.class, secrets.file(file("rw-r-----", content)));
        assertTrue(group.warning().isEmpty());
        assertTrue(secrets.exposure(dir.resolve("secret")).isEmpty());
        assertTrue(secrets.exposure(dir.resolve("none")).isEmpty());
    }

    @Test
    void readsTheEnvironment() {
        assertEquals(new Found(Secret.of("joe's secret 12"), Optional.empty()), secrets.environment("JOE"));
        assertEquals(new Found(Secret.of(""), Optional.empty()), secrets.environment("EMPTY"));
        missing("names a variable that the environment does not have", secrets.environment("ANN"));
    }
}
