package dev.targetnode.backstore.file;

import dev.targetnode.core.backstore.BackstoreContext;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Chooses and starts the engine of a file or a block device. */
final class FileEngines {
    /** Threads that one file may hold while it waits for the disk; a stuck file holds no others. */
    static final int WAITERS_MAX = 16;

    /** Operations of one file on the ring at once; all that the device may have in flight. */
    static final int RING_SLOTS = FileBackstore.IN_FLIGHT_MAX;

    private FileEngines() {}

    /** Any thread. The stage fails where the loop is ending, or where a ring is asked for that the loop has not. */
    static CompletionStage<FileEngine> open(StoreSettings settings, PreparedFile file, BackstoreContext context) {
        boolean hasRing = context.loop().netty().isCompatible(IoUringIoHandle.class);
        return switch (settings.engine()) {
            case POOL -> CompletableFuture.completedFuture(pool(file, context, WAITERS_MAX));
            case RING ->
                hasRing
                        ? ring(file, context)
                        : CompletableFuture.failedFuture(
                                new IllegalStateException("file-engine is ring, and the event loop has no io_uring"));
            case AUTO ->
                hasRing
                        ? ring(file, context).thenApply(ring -> choosing(settings, file, context, ring))
                        : CompletableFuture.completedFuture(choosing(settings, file, context, null));
        };
    }

    private static FileEngine choosing(
            StoreSettings settings, PreparedFile file, BackstoreContext context, @Nullable FileEngine ring) {
        FileEngine cacheWriter = pool(file, context, 1);
        FileEngine waiters = pool(file, context, WAITERS_MAX);
        return new ChoosingFileEngine(file, context.loop(), settings.direct(), ring, cacheWriter, waiters);
    }

    private static FileEngine pool(PreparedFile file, BackstoreContext context, int workersMax) {
        return new PooledFileEngine(file.file().fd(), context.loop(), context.blocking(), workersMax);
    }

    private static CompletionStage<FileEngine> ring(PreparedFile file, BackstoreContext context) {
        CompletableFuture<FileEngine> started = new CompletableFuture<>();
        RingFileEngine engine = new RingFileEngine(file.file().fd(), RING_SLOTS);
        IoEventLoop netty = context.loop().netty();
        netty.register(engine).addListener(future -> {
            if (future.isSuccess()) {
                engine.attach((IoRegistration) future.getNow());
                started.complete(engine);
            } else {
                started.completeExceptionally(future.cause());
            }
        });
        return started;
    }
}
