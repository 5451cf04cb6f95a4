package dev.targetnode.mgmt.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.DeviceSpec;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code devices}; attributes are checked by the handlers. */
final class DeviceReader {
    private static final String HANDLER = "handler";
    private static final String FILENAME = "filename";
    private static final int NAME_MAX = 64; // SCST's limit

    private final Map<String, BackstoreHandler> handlers;

    DeviceReader(Map<String, BackstoreHandler> handlers) {
        this.handlers = handlers;
    }

    List<DeviceSpec> read(Section devices) {
        List<DeviceSpec> specs = new ArrayList<>();
        Map<Path, String> owners = new HashMap<>();
        for (String name : devices.keys()) {
            if (name.isEmpty() || name.length() > NAME_MAX || name.matches(".*[\\s/\\p{Cntrl}].*")) {
                devices.problem(name, "is not a device name: 1 to 64 characters without blanks or slashes");
            }
            Section device = devices.section(name);
            ConfigObject attributes = device.object().withoutKey(HANDLER);
            DeviceSpec spec =
                    new DeviceSpec(name, device.has(HANDLER) ? device.string(HANDLER) : "", attributes.toConfig());
            checkAttributes(device, spec);
            Path file = file(attributes);
            String owner = file == null ? null : owners.putIfAbsent(file, name);
            if (owner != null) {
                device.problem(FILENAME, "is already used by device " + owner);
            }
            specs.add(spec);
        }
        return specs;
    }

    private void checkAttributes(Section device, DeviceSpec spec) {
        BackstoreHandler handler = handlers.get(spec.handler());
        if (handler != null) {
            handler.check(spec).forEach(problem -> device.problemWithin(problem.attribute(), problem.reason()));
        } else if (device.has(HANDLER)) {
            String hint = NearestName.hint(spec.handler(), handlers.keySet());
            device.problem(HANDLER, "names no handler of this node: " + spec.handler() + hint);
        } else if (!device.object().isEmpty()) {
            device.problem(HANDLER, "is missing" + NearestName.hint("", handlers.keySet()));
        } else {
            device.problem("is empty; it needs at least a handler");
        }
    }

    /** Two devices on one file would each believe that they are its only writer. */
    private static @Nullable Path file(ConfigObject attributes) {
        ConfigValue value = attributes.get(FILENAME);
        if (value == null || !(value.unwrapped() instanceof String name)) {
            return null;
        }
        try {
            return Path.of(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            return null; // the handler says so
        }
    }
}
