package dev.targetnode.node;

import java.util.concurrent.CompletionStage;

/** A node that has been started. Safe from any thread. */
public interface Node {

    /**
     * Waits until every portal accepts connections.
     *
     * @throws NodeStartException when it never will, with the reason
     */
    void awaitReady() throws NodeStartException, InterruptedException;

    /**
     * Stops accepting, lets commands in progress end, closes sessions and devices. May be called again.
     *
     * @return {@link #terminated()}
     */
    CompletionStage<Void> stop();

    /** Completes when nothing runs any more; fails when the node came down by itself, with the reason. */
    CompletionStage<Void> terminated();
}
