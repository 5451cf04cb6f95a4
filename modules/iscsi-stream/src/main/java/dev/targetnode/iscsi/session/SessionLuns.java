package dev.targetnode.iscsi.session;

import dev.targetnode.core.scsi.Lun;
import dev.targetnode.core.scsi.NexusView;
import dev.targetnode.core.target.LunActor;
import dev.targetnode.core.target.LunMapping;
import dev.targetnode.core.target.Nexus;
import dev.targetnode.core.target.NexusPort;
import dev.targetnode.iscsi.portal.TargetEntry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** The logical units of a session, each with its actor on the session's loop. Confined to the session. */
final class SessionLuns {
    /** A logical unit and its actor. */
    record Unit(LunMapping mapping, ActorRef<LunActor.Command> actor) {}

    private final Map<Integer, Unit> units = new TreeMap<>();
    private final NexusView view;

    private SessionLuns(NexusView view) {
        this.view = view;
    }

    /** The units of a discovery session. */
    static SessionLuns none() {
        return new SessionLuns(new NexusView("", 0, 0, 0, List.of()));
    }

    /** Starts an actor for each mapping. */
    static SessionLuns open(
            ActorContext<?> context,
            SessionSetup setup,
            TargetEntry target,
            Nexus nexus,
            List<LunMapping> mappings,
            NexusPort port) {
        List<Long> inventory = mappings.stream()
                .map(LunMapping::lun)
                .sorted()
                .map(lun -> Lun.encode(lun, target.addressMethod()))
                .toList();
        SessionLuns luns = new SessionLuns(
                new NexusView(target.name(), target.portalGroupTag(), target.relativeTargetPortId(), 0, inventory));
        for (LunMapping mapping : mappings) {
            ActorRef<LunActor.Command> actor = context.spawn(
                    LunActor.create(nexus, mapping, luns.view, port),
                    "lun-" + mapping.lun(),
                    setup.loop().dispatcher());
            luns.units.put(mapping.lun(), new Unit(mapping, actor));
        }
        return luns;
    }

    /** The unit that a LUN field names, or null. */
    @Nullable
    Unit find(long wireLun) {
        return units.get(Lun.decode(wireLun));
    }

    @Nullable
    Unit byNumber(int lun) {
        return units.get(lun);
    }

    Collection<Unit> all() {
        return units.values();
    }

    NexusView view() {
        return view;
    }
}
