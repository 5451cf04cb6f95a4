package dev.targetnode.core.target;

import io.netty.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * An abort or a reset that waits for operations in the backstore. It is answered when the last of them has ended, or at
 * its bound, whichever is first. Confined to the device actor.
 */
final class Ending {
    final boolean fencesDevice;
    private final IntConsumer whenOver;
    private @Nullable Future<?> bound;
    private int running;
    private boolean answered;

    /** @param fencesDevice at the bound the whole device is isolated, rather than only the ranges of its tasks */
    Ending(long id, ActorRef<LunActor.Command> replyTo, boolean fencesDevice) {
        this(running -> replyTo.tell(new LunActor.TasksEnded(id, running)), fencesDevice);
    }

    /** @param whenOver run once, with how many operations the backstore still holds */
    Ending(IntConsumer whenOver, boolean fencesDevice) {
        this.whenOver = whenOver;
        this.fencesDevice = fencesDevice;
    }

    void add() {
        running++;
    }

    /** One of the tasks has ended; true when it was the last, and the actor has begun to wait for it. */
    boolean remove() {
        running--;
        return running == 0 && bound != null;
    }

    int running() {
        return running;
    }

    void bound(Future<?> timer) {
        bound = timer;
    }

    /** Answers once. */
    void answer() {
        if (!answered) {
            answered = true;
            if (bound != null) {
                bound.cancel(false);
            }
            whenOver.accept(running);
        }
    }
}
