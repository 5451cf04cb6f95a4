package dev.targetnode.backstore.file;

import dev.targetnode.core.backstore.BackstoreContext;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Chooses and starts the engine of a file. */
final class FileEngines {
    /** Threads that one file may hold; a stuck file holds no others. */
    static final int POOL_WORKERS_MAX = 4;

    /** Operations of one file on the ring at once; all that the device may have in flight. */
    static final int RING_SLOTS = FileBackstore.IN_FLIGHT_MAX;

    private FileEngines() {}

    /** Any thread. The stage fails where the loop is ending, or where a ring is asked for that the loop has not. */
    static CompletionStage<FileEngine> open(FileSettings settings, PreparedFile file, BackstoreContext context) {
        boolean ring = context.loop().netty().isCompatible(IoUringIoHandle.class);
        return switch (settings.engine()) {
            case POOL -> CompletableFuture.completedFuture(pool(file, context));
            case RING ->
                ring
                        ? ring(file, context)
                        : CompletableFuture.failedFuture(
                                new IllegalStateException("file-engine is ring, and the event loop has no io_uring"));
            case AUTO -> ring ? ring(file, context) : CompletableFuture.completedFuture(pool(file, context));
        };
    }

    private static FileEngine pool(PreparedFile file, BackstoreContext context) {
        return new PooledFileEngine(file.file().fd(), context.loop(), context.blocking(), POOL_WORKERS_MAX);
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
