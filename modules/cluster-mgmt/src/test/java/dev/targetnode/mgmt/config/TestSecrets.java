package dev.targetnode.mgmt.config;

import dev.targetnode.core.auth.Secret;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Files and variables that are there because a test says so. */
final class TestSecrets implements SecretSource {
    private final Map<String, Lookup> files = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();

    TestSecrets file(String name, String secret) {
        files.put(name, new Found(Secret.of(secret), Optional.empty()));
        return this;
    }

    TestSecrets openFile(String name, String secret) {
        files.put(name, new Found(Secret.of(secret), Optional.of("names an open file")));
        return this;
    }

    TestSecrets variable(String name, String secret) {
        variables.put(name, secret);
        return this;
    }

    @Override
    public Lookup file(Path file) {
        return files.getOrDefault(file.toString(), new Missing("names a file that does not exist"));
    }

    @Override
    public Lookup environment(String variable) {
        String value = variables.get(variable);
        return value == null
                ? new Missing("names a variable that the environment does not have")
                : new Found(Secret.of(value), Optional.empty());
    }

    @Override
    public Optional<String> exposure(Path file) {
        return file.endsWith("open.conf") ? Optional.of("is a secret in an open file") : Optional.empty();
    }
}
