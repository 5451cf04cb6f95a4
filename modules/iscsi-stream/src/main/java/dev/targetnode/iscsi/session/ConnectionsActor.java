package dev.targetnode.iscsi.session;

import dev.targetnode.core.actor.SealedReceive;
import dev.targetnode.core.loop.EventLoops;
import io.netty.channel.Channel;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Makes an actor of every accepted connection, as long as there are not too many. */
public final class ConnectionsActor {
    /** What it understands. */
    public sealed interface Command {}

    /** A socket was accepted and registered with {@code loop}. */
    public record Accepted(Channel channel, EventLoops.Loop loop) implements Command {}

    private record Stopped(ActorRef<ConnectionActor.Command> connection) implements Command {}

    private final ActorContext<Command> context;
    private final BiFunction<Channel, EventLoops.Loop, ConnectionSetup> setup;
    private final int connectionsMax;
    private int connections;
    private boolean full;

    private ConnectionsActor(
            ActorContext<Command> context,
            BiFunction<Channel, EventLoops.Loop, ConnectionSetup> setup,
            int connectionsMax) {
        this.context = context;
        this.setup = setup;
        this.connectionsMax = connectionsMax;
    }

    /**
     * No connections yet.
     *
     * @param connectionsMax how many may be open at a time, logged in or not; more are closed as they come
     */
    public static Behavior<Command> create(
            BiFunction<Channel, EventLoops.Loop, ConnectionSetup> setup, int connectionsMax) {
        return Behaviors.setup(context -> new ConnectionsActor(context, setup, connectionsMax).receive());
    }

    private Behavior<Command> receive() {
        return SealedReceive.of(Command.class)
                .on(Accepted.class, this::onAccepted)
                .on(Stopped.class, this::onStopped)
                .build();
    }

    private Behavior<Command> onAccepted(Accepted message) {
        if (connections >= connectionsMax) {
            if (!full) {
                full = true;
                context.getLog().warn("{} connections are open: more are closed as they come", connections);
            }
            message.channel().close();
            return Behaviors.same();
        }
        connections++;
        ActorRef<ConnectionActor.Command> connection = context.spawnAnonymous(
                ConnectionActor.create(setup.apply(message.channel(), message.loop())),
                message.loop().dispatcher());
        context.watchWith(connection, new Stopped(connection));
        return Behaviors.same();
    }

    private Behavior<Command> onStopped(Stopped message) {
        connections--;
        full = false;
        return Behaviors.same();
    }
}
