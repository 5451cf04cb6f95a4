package dev.targetnode.node;

import dev.targetnode.core.actor.SealedReceive;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The root of the data plane's actor system; everything else is started beside it, on the loops. */
final class NodeGuardian {
    /** What the guardian understands. */
    sealed interface Command {}

    /** Ends the actor system. */
    enum Stop implements Command {
        STOP
    }

    private NodeGuardian() {}

    static Behavior<Command> create() {
        return SealedReceive.of(Command.class)
                .on(Stop.class, message -> Behaviors.stopped())
                .build();
    }
}
