package dev.targetnode.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Layers the settings. From the top: system properties, the file (or without one the embedded {@code application.conf}
 * with its demonstration disk), what this program needs of Pekko ({@code node-base.conf}), and every module's
 * {@code reference.conf}. Substitutions are resolved last, so they see all layers.
 */
final class Settings {
    static final String ROOT = "target-node";
    private static final String EMBEDDED = "dev/targetnode/node/application.conf";
    private static final String BASE = "dev/targetnode/node/node-base.conf";
    private static final ConfigParseOptions STRICT =
            ConfigParseOptions.defaults().setAllowMissing(false);

    private Settings() {}

    /**
     * Loads all layers.
     *
     * @param file the file given with {@code --config}
     * @param system the JVM's system properties; a dotted name in quotes stays one key
     */
    static Config load(Optional<Path> file, Properties system) throws SettingsException {
        try {
            Config chosen = file.isPresent() ? parse(file.get()) : ConfigFactory.parseResources(EMBEDDED, STRICT);
            return overrides(system)
                    .withFallback(chosen)
                    .withFallback(ConfigFactory.parseResources(BASE, STRICT))
                    .withFallback(ConfigFactory.defaultReferenceUnresolved())
                    .resolve();
        } catch (ConfigException e) {
            throw new SettingsException(oneLine(e), e);
        }
    }

    /** What an actor system may print of its settings ({@code log-config-on-start}): nothing with secrets in it. */
    static Config withoutUsers(Config settings) {
        return settings.withoutPath(ROOT + ".targets").withoutPath(ROOT + ".iscsi.discovery");
    }

    /**
     * What settings exist, with their defaults. Not the library's own {@code defaultReference()}: that one contains the
     * system properties, and every misspelt one of them would be a setting that exists.
     */
    static Config reference() {
        return ConfigFactory.defaultReferenceUnresolved().resolve();
    }

    /**
     * The message of an exception of the library, on one line. Where a text is no HOCON, the key that it quotes is left
     * out: it may be a secret that lost its own.
     */
    static String oneLine(ConfigException e) {
        String message = e.getMessage();
        String line = message == null ? e.toString() : message.strip().replaceAll("\\s*\\R\\s*", " ");
        return e instanceof ConfigException.Parse ? line.replaceAll("(?i)key '.*?' may not", "a key may not") : line;
    }

    private static Config parse(Path file) throws SettingsException {
        if (!Files.exists(file)) {
            throw new SettingsException(file + ": no such file");
        }
        if (!Files.isReadable(file)) {
            throw new SettingsException(file + ": may not be read by user " + System.getProperty("user.name"));
        }
        if (Files.isDirectory(file)) {
            throw new SettingsException(file + ": is a directory");
        }
        Config parsed = ConfigFactory.parseFile(file.toFile(), STRICT);
        if (!parsed.isEmpty() && !parsed.hasPath(ROOT)) {
            String other = new TreeSet<>(parsed.root().keySet()).first();
            throw new SettingsException(file + ": has no " + ROOT + " section, only " + other);
        }
        return parsed;
    }

    /**
     * System properties as configuration. The library splits names at every dot; target names hold dots, so ours are
     * split as paths, where quotes keep a name together.
     */
    private static Config overrides(Properties system) {
        Config ours = ConfigFactory.empty();
        for (String name : new TreeSet<>(system.stringPropertyNames())) {
            if (name.startsWith(ROOT + ".")) {
                String path = ConfigUtil.joinPath(ConfigUtil.splitPath(name));
                ours = ours.withValue(path, ConfigValueFactory.fromAnyRef(system.getProperty(name), "-D" + name));
            }
        }
        return ours.withFallback(ConfigFactory.parseProperties(system).withoutPath(ROOT));
    }
}
