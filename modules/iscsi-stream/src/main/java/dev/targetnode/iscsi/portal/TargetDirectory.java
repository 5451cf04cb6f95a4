package dev.targetnode.iscsi.portal;

import dev.targetnode.iscsi.login.ChapUsers;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every target of the node and every address at which they are reached. Immutable; a change of configuration makes
 * another one.
 *
 * @param targets by name
 * @param portals the addresses that portals are bound to
 * @param discoveryChap who may ask for targets and proves it by CHAP; empty where nobody needs to
 */
public record TargetDirectory(
        Map<String, TargetEntry> targets, List<InetSocketAddress> portals, Optional<ChapUsers> discoveryChap) {
    /** Nothing to be found, by anybody. */
    public static final TargetDirectory EMPTY = new TargetDirectory(Map.of(), List.of(), Optional.empty());

    public TargetDirectory {
        targets = Map.copyOf(targets);
        portals = List.copyOf(portals);
    }

    /** A directory of these targets. */
    public static TargetDirectory of(
            Collection<TargetEntry> targets, List<InetSocketAddress> portals, Optional<ChapUsers> discoveryChap) {
        Map<String, TargetEntry> byName = new TreeMap<>();
        targets.forEach(target -> byName.put(target.name(), target));
        return new TargetDirectory(byName, portals, discoveryChap);
    }

    /** The enabled target of that (folded) name. */
    public Optional<TargetEntry> find(String name) {
        return Optional.ofNullable(targets.get(name)).filter(TargetEntry::enabled);
    }
}
