package dev.targetnode.core.loop;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * An event loop as Pekko sees it: it can be handed work but not be shut down.
 *
 * <p>Pekko shuts the executor of a dispatcher down a second after the last actor has left it and wants another one when
 * the next actor comes; the loop has sockets and outlives both. Whoever started the loops ends them.
 */
final class LoopExecutorService extends AbstractExecutorService {
    private final Executor loop;

    LoopExecutorService(Executor loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void shutdown() {
        // See the class: not Pekko's to end.
    }

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
