package dev.targetnode.iscsi.session;

import dev.targetnode.core.event.Peer;
import dev.targetnode.core.loop.EventLoops;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.memory.MemoryBudget;
import dev.targetnode.iscsi.login.NegotiatedParameters;
import dev.targetnode.iscsi.login.Negotiation;
import dev.targetnode.iscsi.login.TargetKeyValues;
import dev.targetnode.iscsi.portal.TargetDirectory;
import dev.targetnode.iscsi.portal.TargetEntry;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a session starts with.
 *
 * @param parameters what login has agreed on
 * @param negotiation what text negotiation goes on from
 * @param keys the target's own values; the defaults in a discovery session
 * @param target where the session leads; empty in a discovery session
 * @param tsih target session identifying handle, 1 to 65535
 * @param connection the leading connection
 * @param peer the initiator's address, for the log
 * @param local the address at which it reached this node, for discovery
 * @param directory the targets as they are now
 * @param loop the connection's loop, which is the session's
 * @param observation how people see what the session does
 */
public record SessionSetup(
        NegotiatedParameters parameters,
        Negotiation negotiation,
        TargetKeyValues keys,
        Optional<TargetEntry> target,
        int tsih,
        ActorRef<ConnectionActor.Command> connection,
        String peer,
        InetSocketAddress local,
        Supplier<TargetDirectory> directory,
        EventLoops.Loop loop,
        DataBuffers buffers,
        MemoryBudget memory,
        Observation observation) {

    /** Who with what, for the log. */
    Peer who() {
        return new Peer(
                parameters.identity().initiatorName().value(),
                peer,
                Peer.hostOf(peer),
                target.map(TargetEntry::name).orElse("-"),
                tsih);
    }
}
