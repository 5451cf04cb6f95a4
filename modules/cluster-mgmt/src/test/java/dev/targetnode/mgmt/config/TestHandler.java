package dev.targetnode.mgmt.config;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.BackstoreOpenException;
import dev.targetnode.core.backstore.DeviceSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Knows {@code filename} and {@code size} and opens nothing. */
record TestHandler(String name) implements BackstoreHandler {

    @Override
    public List<AttributeProblem> check(DeviceSpec device) {
        if (device.attributes().hasPath("fault.slow")) {
            return List.of(new AttributeProblem("fault.slow", "must be a time"));
        }
        return device.attributes().root().keySet().stream()
                .filter(key -> !List.of("filename", "size").contains(key))
                .sorted()
                .map(key -> new AttributeProblem(key, "is not an attribute of " + name))
                .toList();
    }

    @Override
    public CompletionStage<Backstore> open(DeviceSpec device, BackstoreContext context) {
        return CompletableFuture.failedFuture(new BackstoreOpenException("not in a test"));
    }
}
