package dev.targetnode.node;

import com.typesafe.config.Config;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.BackstoreOpenException;
import dev.targetnode.core.backstore.DeviceSpec;
import dev.targetnode.mgmt.config.NodeConfiguration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Starts whatever the test says; knows the names of the handlers and takes any attributes. */
record FakeStarter(BiFunction<NodeConfiguration, Config, CompletableFuture<Void>> starting) implements NodeStarter {

    /** A node that is ready at once and ends when the future does. */
    static FakeStarter endingWith(CompletableFuture<Void> terminated) {
        return new FakeStarter((configuration, settings) -> terminated);
    }

    @Override
    public List<BackstoreHandler> handlers() {
        return Stream.of("vdisk_fileio", "vdisk_nullio")
                .<BackstoreHandler>map(AnyAttributes::new)
                .toList();
    }

    @Override
    public Node start(NodeConfiguration configuration, Config settings) throws NodeStartException {
        try {
            return new FakeNode(starting.apply(configuration, settings));
        } catch (IllegalStateException e) {
            throw new NodeStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private record FakeNode(CompletableFuture<Void> end) implements Node {
        @Override
        public void awaitReady() {}

        @Override
        public CompletionStage<Void> stop() {
            end.complete(null);
            return end;
        }

        @Override
        public CompletionStage<Void> terminated() {
            return end;
        }
    }

    private record AnyAttributes(String name) implements BackstoreHandler {
        @Override
        public List<AttributeProblem> check(DeviceSpec device) {
            return List.of();
        }

        @Override
        public CompletionStage<Backstore> open(DeviceSpec device, BackstoreContext context) {
            return CompletableFuture.failedFuture(new BackstoreOpenException("not in a test"));
        }
    }
}
