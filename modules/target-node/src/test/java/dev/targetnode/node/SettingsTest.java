package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final String IQN = "iqn.2026-11.dev.targetnode:disk1";

    @TempDir
    private Path dir = Path.of("");

    @Test
    void aSystemPropertyOverridesTheFileAndReachesItsSubstitutions() throws Exception {
        Path file = write("node.conf", "target-node { data-dir = /a, devices.d.filename = ${target-node.data-dir}/d }");
        assertEquals("/a/d", load(file).getString("target-node.devices.d.filename"));
        Config overridden = load(file, "target-node.data-dir", "/b");
        assertEquals("/b", overridden.getString("target-node.data-dir"));
        assertEquals("/b/d", overridden.getString("target-node.devices.d.filename"));
    }

    @Test
    void aSystemPropertyOverridesTheEmbeddedConfiguration() throws Exception {
        Config settings = Settings.load(Optional.empty(), properties("target-node.devices.disk1.size", "2 GiB"));
        assertEquals(2L << 30, settings.getBytes("target-node.devices.disk1.size"));
    }

    @Test
    void quotesKeepATargetsNameTogetherInASystemProperty() throws Exception {
        String key = "target-node.targets.\"" + IQN + "\".enabled";
        Config settings = Settings.load(Optional.empty(), properties(key, "No"));
        assertEquals(
                "No",
                settings.getConfig(ConfigUtil.joinPath("target-node", "targets", IQN))
                        .getString("enabled"));
        assertEquals("-D" + key, settings.getValue(key).origin().description());
    }

    @Test
    void aSystemPropertyMayBeAListWithCommasOrNumbers() throws Exception {
        Config settings = Settings.load(Optional.empty(), properties("target-node.iscsi.portals.0", "[::1]:1"));
        assertEquals(List.of("[::1]:1"), settings.getStringList("target-node.iscsi.portals"));
    }

    @Test
    void aFileMayIncludeAnother() throws Exception {
        write("common.conf", "target-node.iscsi.target-defaults.QueuedCommands = 64");
        Path file = write("node.conf", "include \"common.conf\"\ntarget-node.data-dir = /a");
        assertEquals(64, load(file).getInt("target-node.iscsi.target-defaults.QueuedCommands"));
    }

    @Test
    void aRequiredIncludeThatIsMissingIsNamed() throws Exception {
        Path file = write("node.conf", "include required(file(\"gone.conf\"))\ntarget-node.data-dir = /a");
        SettingsException e = assertThrows(SettingsException.class, () -> load(file));
        assertTrue(String.valueOf(e.getMessage()).contains("gone.conf"), e::getMessage);
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }

    @Test
    void aFileWithoutOurSectionIsRefused() throws Exception {
        Path file = write("node.conf", "targetnode.data-dir = /a");
        SettingsException e = assertThrows(SettingsException.class, () -> load(file));
        assertEquals(file + ": has no target-node section, only targetnode", e.getMessage());
    }

    @Test
    void aDirectoryIsRefused() {
        SettingsException e = assertThrows(SettingsException.class, () -> load(dir));
        assertEquals(dir + ": is a directory", e.getMessage());
    }

    @Test
    void theProgramsOwnSettingsOfPekkoLieUnderTheFile() throws Exception {
        Path file = write("node.conf", "target-node.data-dir = /a\npekko.loglevel = DEBUG");
        assertEquals("DEBUG", load(file).getString("pekko.loglevel"));
        assertEquals("OFF", load(file).getString("pekko.stdout-loglevel"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private static Config load(Path file, String... property) throws SettingsException {
        return Settings.load(Optional.of(file), properties(property));
    }

    private static Properties properties(String... pairs) {
        Properties properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return properties;
    }
}
