package dev.targetnode.backstore.file;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.backstore.TestLoop;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.BackstoreOutcome;
import dev.targetnode.core.backstore.DeviceSpec;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.loop.Transport;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The program whose system calls {@link DurabilitySyscallTest} watches. */
final class DurabilityProbe {
    static final int CACHED_OFFSET = 4096;
    static final int THROUGH_OFFSET = 8192;

    private DurabilityProbe() {}

    /** Arguments: the transport, the attributes. Writes cached, writes through, flushes, each after the other. */
    public static void main(String[] arguments) throws Exception {
        DeviceSpec device = new DeviceSpec("disk", FileIoHandler.NAME, ConfigFactory.parseString(arguments[1]));
        try (TestLoop loop = new TestLoop(Transport.valueOf(arguments[0]))) {
            Backstore store = new FileIoHandler()
                    .open(device, loop.context())
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            ByteBuf data = loop.lend(4096).writeZero(4096);
            run(loop, done -> store.write(CACHED_OFFSET, List.of(data), Durability.WRITE_CACHE, done));
            run(loop, done -> store.write(THROUGH_OFFSET, List.of(data), Durability.THROUGH, done));
            run(loop, store::flush);
        }
    }

    private static void run(TestLoop loop, Consumer<BackstoreCallback> operation) throws Exception {
        CompletableFuture<BackstoreOutcome> ended = new CompletableFuture<>();
        loop.netty().execute(() -> operation.accept(ended::complete));
        BackstoreOutcome outcome = ended.get(30, TimeUnit.SECONDS);
        if (outcome != BackstoreOutcome.DONE) {
            throw new IllegalStateException(outcome.toString());
        }
    }
}
