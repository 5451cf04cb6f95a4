package dev.targetnode.core.target;

import dev.targetnode.core.actor.SealedReceive;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * One target: its LUN map, who may come in, and which I_T nexuses are open. At most one session holds a nexus (RFC 7143
 * 4.4.3.1); a second for the same initiator port waits until the first has let go of it.
 */
public final class TargetActor {
    /**
     * How long a replaced session may take to let go of its nexus. It does once every device has taken note, whatever is
     * stuck in a backend. Where it does not, the successor is refused and may come again: let in, its commands could be
     * overtaken by tasks of the old session, which reinstatement ends (RFC 7143 6.3.5, SAM-5 6.3.4).
     */
    static final Duration REPLACE_BOUND = Duration.ofSeconds(2);

    /** What a target understands. */
    public sealed interface Command {}

    /** Opens a nexus; {@code owner} hears of it. */
    public record OpenNexus(Nexus nexus, NexusOwner owner) implements Command {}

    /** The owner has let go of its nexus. Harmless when another has taken it since. */
    public record CloseNexus(Nexus nexus, NexusOwner owner) implements Command {}

    /** Every session ends, those that wait for their predecessor included (RFC 7143 11.5.1, TARGET COLD RESET). */
    public record EndSessions(String why) implements Command {}

    private record ReplaceTimeout(Nexus nexus, NexusOwner owner, NexusOwner successor) implements Command {}

    private static final class Holder {
        NexusOwner owner;

        @Nullable
        NexusOwner successor;

        Holder(NexusOwner owner) {
            this.owner = owner;
        }
    }

    private final ActorContext<Command> context;
    private final String name;
    private final List<LunMapping> luns;
    private final int sessionsMax;
    private final Map<Nexus, Holder> open = new HashMap<>();

    private TargetActor(ActorContext<Command> context, String name, List<LunMapping> luns, int sessionsMax) {
        this.context = context;
        this.name = name;
        this.luns = List.copyOf(luns);
        this.sessionsMax = sessionsMax;
    }

    /**
     * A target.
     *
     * @param luns its LUN map, by number
     * @param sessionsMax most sessions at a time, 0 for no limit (MaxSessions)
     */
    public static Behavior<Command> create(String name, List<LunMapping> luns, int sessionsMax) {
        return Behaviors.setup(context -> new TargetActor(context, name, luns, sessionsMax).receive());
    }

    private Behavior<Command> receive() {
        return SealedReceive.of(Command.class)
                .on(OpenNexus.class, this::onOpen)
                .on(CloseNexus.class, this::onClose)
                .on(EndSessions.class, this::onEndSessions)
                .on(ReplaceTimeout.class, this::onReplaceTimeout)
                .build();
    }

    private Behavior<Command> onOpen(OpenNexus message) {
        Holder holder = open.get(message.nexus());
        if (holder != null) {
            replace(holder, message);
        } else if (sessionsMax > 0 && open.size() >= sessionsMax) {
            message.owner()
                    .refused(
                            NexusOwner.Refusal.TOO_MANY_SESSIONS,
                            "%s has %d sessions, MaxSessions is %d".formatted(name, open.size(), sessionsMax));
        } else {
            open.put(message.nexus(), new Holder(message.owner()));
            message.owner().opened(luns);
        }
        return Behaviors.same();
    }

    private void replace(Holder holder, OpenNexus message) {
        NexusOwner overtaken = holder.successor;
        holder.successor = message.owner();
        if (overtaken != null) {
            overtaken.replaced(); // it never got in, and now another has come after it
        } else {
            holder.owner.replaced();
        }
        context.scheduleOnce(
                REPLACE_BOUND, context.getSelf(), new ReplaceTimeout(message.nexus(), holder.owner, message.owner()));
    }

    private Behavior<Command> onClose(CloseNexus message) {
        release(message.nexus(), message.owner());
        return Behaviors.same();
    }

    private Behavior<Command> onReplaceTimeout(ReplaceTimeout message) {
        Holder holder = open.get(message.nexus());
        NexusOwner successor = message.successor();
        if (holder != null && holder.owner.equals(message.owner()) && successor.equals(holder.successor)) {
            holder.successor = null;
            successor.refused(
                    NexusOwner.Refusal.UNAVAILABLE, "the session that this one replaces has not ended its tasks yet");
        }
        return Behaviors.same();
    }

    private Behavior<Command> onEndSessions(EndSessions message) {
        for (Holder holder : List.copyOf(open.values())) {
            NexusOwner successor = holder.successor;
            holder.successor = null;
            if (successor != null) {
                successor.refused(NexusOwner.Refusal.UNAVAILABLE, message.why());
            }
            holder.owner.ended(message.why());
        }
        return Behaviors.same();
    }

    private void release(Nexus nexus, NexusOwner owner) {
        Holder holder = open.get(nexus);
        if (holder == null) {
            return;
        }
        NexusOwner successor = holder.successor;
        if (owner.equals(successor)) {
            holder.successor = null;
        } else if (owner.equals(holder.owner) && successor != null) {
            holder.owner = successor;
            holder.successor = null;
            successor.opened(luns);
        } else if (owner.equals(holder.owner)) {
            open.remove(nexus);
        }
    }
}
