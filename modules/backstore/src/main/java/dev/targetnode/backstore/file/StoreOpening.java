package dev.targetnode.backstore.file;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreOpenException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a store with a descriptor on a thread that may wait, and again for a bounded time while somebody else holds it
 * ({@link HeldException}).
 */
final class StoreOpening {
    /** How long somebody who is about to go may hold what is to be opened. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);
    private static final long PAUSE_MILLIS = 50;

    private final String device;
    private final BackstoreContext context;
    private final Duration patience;
    private final Preparation preparation;
    private final CompletableFuture<Backstore> opened = new CompletableFuture<>();
    private final long startedNanos = System.nanoTime();
    private boolean toldToWait;

    /** What is to be served, and by which rules. */
    record Ready(StoreSettings settings, PreparedFile file, Runnable whenServed) {}

    /** Opens, locks and measures; may wait. */
    @FunctionalInterface
    interface Preparation {
        Ready prepare() throws BackstoreOpenException, HeldException;
    }

    private StoreOpening(String device, BackstoreContext context, Duration patience, Preparation preparation) {
        this.device = device;
        this.context = context;
        this.patience = patience;
        this.preparation = preparation;
    }

    /** Any thread. */
    static CompletionStage<Backstore> open(
            String device, BackstoreContext context, Duration patience, Preparation preparation) {
        StoreOpening opening = new StoreOpening(device, context, patience, preparation);
        context.blocking().execute(opening::attempt);
        return opening.opened;
    }

    private void attempt() {
        try {
            serve(preparation.prepare());
        } catch (HeldException held) {
            waitOrGiveUp(held);
        } catch (BackstoreOpenException refused) {
            opened.completeExceptionally(refused);
        } catch (LinkageError notLoaded) {
            opened.completeExceptionally(new BackstoreOpenException(
                    "device " + device + " needs native code, which cannot be loaded (" + notLoaded.getMessage()
                            + "); give -Djava.io.tmpdir= a folder that can be written and executed from",
                    notLoaded));
        } catch (RuntimeException broken) {
            opened.completeExceptionally(
                    new BackstoreOpenException("device " + device + " cannot be opened: " + broken, broken));
        }
    }

    /** By a timer of the loop: not even here does a thread sleep. */
    private void waitOrGiveUp(HeldException held) {
        String reason = String.valueOf(held.getMessage());
        if (System.nanoTime() - startedNanos >= patience.toNanos()) {
            opened.completeExceptionally(new BackstoreOpenException(reason, held));
            return;
        }
        if (!toldToWait) {
            toldToWait = true;
            LOG.info("device {}: {}; trying for {} ms more", device, reason, patience.toMillis());
        }
        try {
            context.loop()
                    .netty()
                    .schedule(() -> context.blocking().execute(this::attempt), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ending) {
            opened.completeExceptionally(new BackstoreOpenException(reason, ending));
        }
    }

    private void serve(Ready ready) {
        PreparedFile prepared = ready.file();
        FileEngines.open(ready.settings(), prepared, context).whenComplete((engine, failure) -> {
            if (failure == null) {
                ready.whenServed().run();
                opened.complete(new FileBackstore(ready.settings(), prepared, engine, context));
            } else {
                prepared.file().close();
                opened.completeExceptionally(new BackstoreOpenException(
                        ready.settings().who() + " cannot be used: " + failure.getMessage(), failure));
            }
        });
    }
}
