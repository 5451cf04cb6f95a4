package dev.targetnode.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/**
 * Drains the node when the JVM is asked to end (SIGTERM, SIGINT) and decides its exit status. A JVM that a signal ends
 * exits with 128 + the signal's number whatever its hooks did; a drained node is a success, so the hook halts with 0.
 */
final class Shutdown {
    /** The node once it has started, or nothing where its start has failed. */
    private final CompletableFuture<Optional<Node>> started = new CompletableFuture<>();

    private final Duration drainMax;
    private final Thread hook = new Thread(this::drainAndHalt, "shutdown");

    private Shutdown(Duration drainMax) {
        this.drainMax = drainMax;
    }

    /**
     * Installs the hook.
     *
     * @param drainMax how long the node may take to stop before it is cut off with status 1
     */
    static Shutdown install(Duration drainMax) {
        Shutdown shutdown = new Shutdown(drainMax);
        Runtime.getRuntime().addShutdownHook(shutdown.hook);
        return shutdown;
    }

    /** From now on a signal stops this node first. */
    void covers(Node node) {
        started.complete(Optional.of(node));
    }

    /** The program ends by itself: exit statuses are its own again. Too late once a signal has come. */
    void withdraw() {
        started.complete(Optional.empty());
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LoggerFactory.getLogger(Shutdown.class).debug("already shutting down", e);
        }
    }

    private void drainAndHalt() {
        int status = node().map(this::drain).orElse(ExitStatus.OK);
        Runtime.getRuntime().halt(status);
    }

    /** A start that is not over may have opened portals already: it is waited for, as long as a stop may take. */
    private Optional<Node> node() {
        try {
            return started.get(drainMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException nothingServed) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private int drain(Node node) {
        try {
            node.stop().toCompletableFuture().get(drainMax.toMillis(), TimeUnit.MILLISECONDS);
            return ExitStatus.OK;
        } catch (TimeoutException e) {
            report("commands were still in progress " + drainMax.toSeconds() + " s after the stop; cut off");
        } catch (ExecutionException e) {
            report("could not stop in order: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            report("interrupted while stopping");
        }
        return ExitStatus.FAILED;
    }

    private static void report(String what) {
        LoggerFactory.getLogger(Shutdown.class).error("{}", what);
    }
}
