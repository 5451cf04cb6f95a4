package dev.targetnode.node;

import com.typesafe.config.Config;
import dev.targetnode.backstore.BackstoreHandlers;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.DeviceSpec;
import dev.targetnode.core.event.EventLog;
import dev.targetnode.core.loop.EventLoops;
import dev.targetnode.core.scsi.DiskState;
import dev.targetnode.core.target.DeviceActor;
import dev.targetnode.core.target.DeviceRecords;
import dev.targetnode.core.target.DeviceSetup;
import dev.targetnode.core.target.DiskAttributes;
import dev.targetnode.core.target.StoredReservations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** Opens the configured devices and starts their actors, each on its home loop. */
final class NodeDevices {
    /** Seeds generated identifiers so that two nodes differ; not configurable yet, so one for all. */
    private static final int SETUP_ID = 0;

    private final EventLoops loops;
    private final NodeMemory memory;
    private final Executor blocking;
    private final Path dataDir;
    private final Duration abortBound;
    private final Duration stuckAfter;
    private final EventLog events;

    NodeDevices(
            EventLoops loops, NodeMemory memory, Executor blocking, Path dataDir, Config settings, EventLog events) {
        this.loops = loops;
        this.memory = memory;
        this.blocking = blocking;
        this.dataDir = dataDir;
        this.events = events;
        this.abortBound = settings.getDuration("target-node.limits.abort-bound");
        this.stuckAfter = settings.getDuration("target-node.limits.stuck-after");
    }

    /** Opens all of them, or none stays open. */
    Map<String, OpenDevice> open(List<DeviceSpec> specs, ActorSystem<NodeGuardian.Command> system)
            throws NodeStartException {
        Map<String, OpenDevice> open = new TreeMap<>();
        int next = 0;
        for (DeviceSpec spec : specs) {
            EventLoops.Loop loop = loops.loop(next % loops.size());
            next++;
            open.put(spec.name(), open(spec, loop, system));
        }
        return open;
    }

    private OpenDevice open(DeviceSpec spec, EventLoops.Loop loop, ActorSystem<NodeGuardian.Command> system)
            throws NodeStartException {
        DeviceRecords records = records(spec, loop);
        Backstore store = openStore(spec, loop);
        DiskState disk = disk(spec, store);
        DeviceSetup setup = new DeviceSetup(
                spec.name(), disk, store, loop, memory.buffers(), records, abortBound, stuckAfter, events);
        Props props = loop.dispatcher();
        return new OpenDevice(
                spec.name(),
                disk,
                system.systemActorOf(DeviceActor.create(setup), "device-" + spec.name(), props),
                memory.forDevice());
    }

    private DeviceRecords records(DeviceSpec spec, EventLoops.Loop loop) throws NodeStartException {
        try {
            DeviceRecords records = FileDeviceRecords.open(dataDir, spec.name(), loop.netty(), blocking);
            Optional<String> problem = StoredReservations.problem(records);
            if (problem.isPresent()) {
                throw new NodeStartException(
                        "device " + spec.name() + ", kept under " + dataDir + ": " + problem.get());
            }
            return records;
        } catch (IOException e) {
            throw new NodeStartException("device " + spec.name() + ": what it has kept cannot be read: " + e, e);
        }
    }

    private Backstore openStore(DeviceSpec spec, EventLoops.Loop loop) throws NodeStartException {
        BackstoreHandler handler = BackstoreHandlers.named(spec.handler())
                .orElseThrow(() -> new NodeStartException("no handler " + spec.handler()));
        try {
            return handler.open(spec, new BackstoreContext(loop, memory.buffers(), blocking))
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new NodeStartException("device " + spec.name() + ": " + cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeStartException("interrupted while opening device " + spec.name(), e);
        }
    }

    private static DiskState disk(DeviceSpec spec, Backstore store) throws NodeStartException {
        DiskAttributes.Parsed parsed = DiskAttributes.parse(spec.name(), spec.handler(), spec.attributes(), SETUP_ID);
        if (parsed instanceof DiskAttributes.Valid valid) {
            return valid.attributes().disk(store);
        }
        var problem = ((DiskAttributes.Invalid) parsed).problems().get(0);
        throw new NodeStartException("device " + spec.name() + ": " + problem.attribute() + " " + problem.reason());
    }
}
