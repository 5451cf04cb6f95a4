package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.targetnode.backstore.BackstoreHandlers;
import dev.targetnode.core.auth.Secret;
import dev.targetnode.mgmt.config.ConfigurationReader;
import dev.targetnode.mgmt.config.ConfigurationResult;
import dev.targetnode.mgmt.config.NodeConfiguration;
import dev.targetnode.mgmt.config.SecretSource;
import dev.targetnode.mgmt.config.TargetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is shipped to be copied and edited must be right, and the README must know every setting. */
class ShippedConfigurationsTest {
    private static final Path ROOT = Path.of(System.getProperty("repository.root", "../.."));

    static List<Path> shipped() throws IOException {
        try (Stream<Path> examples = Files.walk(ROOT.resolve("conf"))) {
            return Stream.concat(Stream.of(ROOT.resolve("application.conf")), examples)
                    .filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedFileServesAtLeastOneLun(Path file) throws SettingsException {
        NodeConfiguration node = read(Optional.of(file));
        assertFalse(node.targets().isEmpty());
        for (TargetSpec target : node.targets()) {
            assertTrue(target.enabled(), target.name());
            assertFalse(target.luns().isEmpty(), target.name());
        }
    }

    @Test
    void theEmbeddedConfigurationIsTheShippedOne() throws SettingsException {
        assertEquals(read(Optional.of(ROOT.resolve("application.conf"))), read(Optional.empty()));
    }

    @Test
    void theReadmeListsEverySetting() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        List<String> missing = new ArrayList<>();
        for (String key : keys(List.of(), Settings.reference().getObject(Settings.ROOT))) {
            if (!readme.contains("`" + key + "`")) {
                missing.add(key);
            }
        }
        assertEquals(List.of(), missing, "add them to the settings table of README.md");
    }

    private static List<String> keys(List<String> path, ConfigObject object) {
        List<String> keys = new ArrayList<>();
        new TreeMap<String, ConfigValue>(object).forEach((key, value) -> {
            List<String> full = new ArrayList<>(path);
            full.add(key);
            if (value instanceof ConfigObject child && !child.isEmpty()) {
                keys.addAll(keys(full, child));
            } else {
                keys.add(ConfigUtil.joinPath(full));
            }
        });
        return keys;
    }

    /** Examples name files and variables that only their users have. */
    private static final class AnySecret implements SecretSource {
        private int made;

        private Lookup next() {
            return new Found(Secret.of("example secret " + made++), Optional.empty());
        }

        @Override
        public Lookup file(Path file) {
            return next();
        }

        @Override
        public Lookup environment(String variable) {
            return next();
        }

        @Override
        public Optional<String> exposure(Path file) {
            return Optional.empty();
        }
    }

    private static NodeConfiguration read(Optional<Path> file) throws SettingsException {
        ConfigurationResult result = new ConfigurationReader(
                        Settings.reference(), BackstoreHandlers.all(), new AnySecret())
                .read(Settings.load(file, new Properties()));
        return assertInstanceOf(ConfigurationResult.Valid.class, result, result::toString)
                .configuration();
    }
}
