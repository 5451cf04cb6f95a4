package dev.targetnode.backstore.faulty;

import com.typesafe.config.ConfigException;
import dev.targetnode.backstore.checks.AttributeReader;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.BackstoreOpenException;
import dev.targetnode.core.backstore.DeviceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Adds the attribute {@code fault} to a handler: a device that has it misbehaves as {@link FaultSettings} says. Without
 * it the handler's own backstore is used as it is.
 */
public final class FaultyHandler implements BackstoreHandler {
    private static final String FAULT = "fault";

    private final BackstoreHandler handler;

    public FaultyHandler(BackstoreHandler handler) {
        this.handler = handler;
    }

    @Override
    public String name() {
        return handler.name();
    }

    @Override
    public List<AttributeProblem> check(DeviceSpec device) {
        List<AttributeProblem> problems = new ArrayList<>(handler.check(withoutFault(device)));
        if (device.attributes().hasPath(FAULT)) {
            problems.addAll(faultProblems(device));
        }
        return problems;
    }

    @Override
    public CompletionStage<Backstore> open(DeviceSpec device, BackstoreContext context) {
        if (!device.attributes().hasPath(FAULT)) {
            return handler.open(device, context);
        }
        List<AttributeProblem> problems = faultProblems(device);
        if (!problems.isEmpty()) {
            AttributeProblem first = problems.get(0);
            return CompletableFuture.failedFuture(new BackstoreOpenException(
                    "device " + device.name() + ": " + first.attribute() + " " + first.reason()));
        }
        FaultSettings settings = FaultSettings.read(faultReader(device));
        return handler.open(withoutFault(device), context)
                .thenApply(store -> new FaultyBackstore(store, settings, context));
    }

    private static List<AttributeProblem> faultProblems(DeviceSpec device) {
        AttributeReader reader;
        try {
            reader = faultReader(device);
        } catch (ConfigException notAnObject) {
            return List.of(new AttributeProblem(FAULT, "must be an object, such as { slow = 50 ms }"));
        }
        FaultSettings.read(reader);
        return reader.problems().stream()
                .map(problem -> new AttributeProblem(FAULT + "." + problem.attribute(), problem.reason()))
                .toList();
    }

    private static AttributeReader faultReader(DeviceSpec device) {
        return new AttributeReader(device.attributes().getConfig(FAULT));
    }

    private static DeviceSpec withoutFault(DeviceSpec device) {
        return new DeviceSpec(
                device.name(), device.handler(), device.attributes().withoutPath(FAULT));
    }
}
