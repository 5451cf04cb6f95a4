package dev.targetnode.mgmt.config;

import dev.targetnode.core.backstore.DeviceSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that one node serves, as one immutable value. {@link ConfigurationReader} makes only such as are valid as a
 * whole: each LUN's device exists, names and portals are unique.
 *
 * @param dataDir where the node keeps its own state; relative to the working directory unless absolute
 * @param portals at least one, in the order given
 * @param discoveryChap who may ask for targets
 * @param devices sorted by name
 * @param targets sorted by name
 */
public record NodeConfiguration(
        Path dataDir,
        List<PortalSpec> portals,
        ChapSpec discoveryChap,
        List<DeviceSpec> devices,
        List<TargetSpec> targets) {

    public NodeConfiguration {
        portals = List.copyOf(portals);
        devices = List.copyOf(devices);
        targets = List.copyOf(targets);
    }

    /**
     * The relative target port identifier of every enabled target by name: the configured one, or the lowest that is
     * free, given out in the order of names.
     */
    public Map<String, Integer> relativeTargetIds() {
        Map<String, Integer> ids = new TreeMap<>();
        TreeSet<Integer> taken = new TreeSet<>();
        for (TargetSpec target : targets) {
            if (target.enabled() && target.relTgtId() != 0) {
                ids.put(target.name(), target.relTgtId());
                taken.add(target.relTgtId());
            }
        }
        int next = 1;
        for (TargetSpec target : targets) {
            if (target.enabled() && target.relTgtId() == 0) {
                while (!taken.add(next)) {
                    next++;
                }
                ids.put(target.name(), next);
            }
        }
        return Collections.unmodifiableMap(ids);
    }
}
