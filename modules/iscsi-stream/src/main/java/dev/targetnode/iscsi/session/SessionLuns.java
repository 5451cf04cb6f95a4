package dev.targetnode.iscsi.session;

import dev.targetnode.core.scsi.Lun;
import dev.targetnode.core.scsi.NexusView;
import dev.targetnode.core.target.LunActor;
import dev.targetnode.core.target.LunMapping;
import dev.targetnode.core.target.Nexus;
import dev.targetnode.core.target.NexusPort;
import dev.targetnode.core.target.ScsiRequest;
import dev.targetnode.iscsi.portal.TargetEntry;
import dev.targetnode.iscsi.statistics.LunCounters;
import dev.targetnode.iscsi.statistics.SessionCounters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** The logical units of a session, each with its actor on the session's loop. Confined to the session. */
final class SessionLuns {
    /** A logical unit and the way to its actor, on which commands of one batch travel together. */
    final class Unit {
        private final LunMapping mapping;
        private final ActorRef<LunActor.Command> actor;
        private final LunCounters counters;
        private List<ScsiRequest> requests = new ArrayList<>();

        private Unit(LunMapping mapping, ActorRef<LunActor.Command> actor, LunCounters counters) {
            this.mapping = mapping;
            this.actor = actor;
            this.counters = counters;
        }

        LunMapping mapping() {
            return mapping;
        }

        LunCounters counters() {
            return counters;
        }

        /** Goes out with the next {@link SessionLuns#flush}, or before anything else to this unit. */
        void execute(ScsiRequest request) {
            if (requests.isEmpty()) {
                unflushed.add(this);
            }
            requests.add(request);
        }

        void tell(LunActor.Command command) {
            flush();
            actor.tell(command);
        }

        private void flush() {
            if (!requests.isEmpty()) {
                actor.tell(new LunActor.Execute(requests));
                requests = new ArrayList<>();
            }
        }
    }

    private final List<Unit> unflushed = new ArrayList<>();

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
            NexusPort port,
            SessionCounters counters) {
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
            luns.units.put(
                    mapping.lun(), luns.new Unit(mapping, actor, counters.lun(mapping.lun(), mapping.deviceName())));
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

    /** Sends every command that waits to be sent. */
    void flush() {
        if (!unflushed.isEmpty()) {
            unflushed.forEach(Unit::flush);
            unflushed.clear();
        }
    }

    Collection<Unit> all() {
        return units.values();
    }

    NexusView view() {
        return view;
    }
}
