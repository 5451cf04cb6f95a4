package dev.targetnode.mgmt.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.DeviceSpec;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads a resolved configuration and validates it as a whole. Every problem is found and told with the place where it
 * was written. Touches neither files nor network, but through the {@link SecretSource}. Safe from any thread.
 */
public final class ConfigurationReader {
    static final String ROOT = "target-node";
    static final String DEVICES = "devices";
    static final String TARGETS = "targets";
    private static final String DATA_DIR = "data-dir";
    private static final String ISCSI = "iscsi";
    private static final String TARGET_DEFAULTS = "target-defaults";
    private static final String DISCOVERY = "discovery";

    private final ConfigObject reference;
    private final Map<String, BackstoreHandler> handlers;
    private final SecretSource secrets;

    /**
     * @param reference all {@code reference.conf} together: the settings that exist, with their defaults
     * @param handlers what this node can open devices with
     * @param secrets where secrets lie that the configuration only names
     */
    public ConfigurationReader(
            Config reference, Collection<? extends BackstoreHandler> handlers, SecretSource secrets) {
        this.secrets = secrets;
        this.reference = reference.getObject(ROOT);
        this.handlers = handlers.stream()
                .collect(Collectors.toMap(BackstoreHandler::name, handler -> handler, (a, b) -> a, TreeMap::new));
    }

    /** Reads the {@code target-node} part of a configuration that has been layered over the reference and resolved. */
    public ConfigurationResult read(Config config) {
        Problems problems = new Problems();
        Section root = new Section(List.of(), config.root(), problems).section(ROOT);
        checkAgainstReference(root, problems);
        LimitsReader.check(root);

        Path dataDir = dataDir(root);
        Section iscsi = root.section(ISCSI);
        List<PortalSpec> portals = PortalReader.read(iscsi);
        List<DeviceSpec> devices = new DeviceReader(handlers).read(root.section(DEVICES));
        ConfigObject defaults = iscsi.section(TARGET_DEFAULTS).object();
        SecretReuse reuse = new SecretReuse();
        UserReader users = new UserReader(secrets, reuse);
        Section discovery = iscsi.section(DISCOVERY);
        ChapSpec discoveryChap = users.read(discovery, discovery);
        List<TargetSpec> targets = new TargetReader(
                        problems,
                        defaults,
                        users,
                        devices.stream().map(DeviceSpec::name).collect(Collectors.toUnmodifiableSet()))
                .read(root.section(TARGETS));

        reuse.check();
        return problems.none()
                ? new ConfigurationResult.Valid(
                        new NodeConfiguration(dataDir, portals, discoveryChap, devices, targets), problems.warnings())
                : new ConfigurationResult.Invalid(problems.all());
    }

    /** Devices, targets and users have names of their own choice for keys; everything else is named in the reference. */
    private void checkAgainstReference(Section root, Problems problems) {
        ConfigObject settings = root.object()
                .withoutKey(DEVICES)
                .withoutKey(TARGETS)
                .toConfig()
                .withoutPath(ConfigUtil.joinPath(ISCSI, DISCOVERY, UserReader.INCOMING))
                .withoutPath(ConfigUtil.joinPath(ISCSI, DISCOVERY, UserReader.OUTGOING))
                .root();
        new ReferenceCheck(problems).check(List.of(ROOT), settings, reference);
    }

    private static Path dataDir(Section root) {
        String name = root.string(DATA_DIR);
        try {
            if (!name.isBlank()) {
                return Path.of(name);
            }
            root.problem(DATA_DIR, "must not be empty");
        } catch (InvalidPathException e) {
            root.problem(DATA_DIR, "is not a path: " + e.getReason());
        }
        return Path.of("");
    }
}
