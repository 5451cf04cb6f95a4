package dev.targetnode.node;

import com.typesafe.config.Config;
import dev.targetnode.core.event.EventLog;
import dev.targetnode.core.loop.LoopDispatchers;
import dev.targetnode.core.loop.LoopSettings;
import dev.targetnode.core.loop.NettyEventLoops;
import dev.targetnode.core.target.DeviceActor;
import dev.targetnode.iscsi.login.ChapUsers;
import dev.targetnode.iscsi.portal.PortalListener;
import dev.targetnode.iscsi.portal.TargetDirectory;
import dev.targetnode.iscsi.portal.TargetEntry;
import dev.targetnode.iscsi.session.ChapChallenges;
import dev.targetnode.iscsi.session.ConnectionSetup;
import dev.targetnode.iscsi.session.ConnectionsActor;
import dev.targetnode.iscsi.session.Observation;
import dev.targetnode.iscsi.session.SessionsActor;
import dev.targetnode.iscsi.statistics.StatisticsSettings;
import dev.targetnode.mgmt.config.NodeConfiguration;
import dev.targetnode.mgmt.config.PortalSpec;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node: event loops, the data plane's actor system on them, devices, targets and portals. */
final class TargetNode implements Node {
    private static final Logger LOG = LoggerFactory.getLogger(TargetNode.class);

    /** How long sessions may take to end before devices are closed under them. */
    private static final int SESSIONS_END_SECONDS = 2;

    /** How often the log says what it has left unsaid. */
    private static final Duration SWEEP_PERIOD = Duration.ofSeconds(5);

    private final NettyEventLoops loops;
    private final NodeMemory memory;
    private final ExecutorService blocking;
    private final ActorSystem<NodeGuardian.Command> system;
    private final ActorRef<SessionsActor.Command> sessions;
    private final List<PortalListener> portals = new ArrayList<>();
    private final AtomicReference<TargetDirectory> directory = new AtomicReference<>(TargetDirectory.EMPTY);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private final Config settings;
    private final ServiceManager manager =
            ServiceManager.of(System.getenv(), ProcessHandle.current().pid());
    private final EventLog events = EventLog.toProgramLog();
    private Map<String, OpenDevice> devices = Map.of();

    private TargetNode(NettyEventLoops loops, NodeMemory memory, Config settings) {
        this.loops = loops;
        this.memory = memory;
        this.settings = settings;
        this.blocking = blockingThreads();
        this.system = ActorSystem.create(
                NodeGuardian.create(),
                "data",
                LoopDispatchers.config(loops).withFallback(Settings.withoutUsers(settings)));
        this.sessions = system.systemActorOf(SessionsActor.create(new SecureRandom()), "sessions", Props.empty());
    }

    /** Unbounded, since each file bounds its own: a stuck file must not take the threads of the others. */
    private static ExecutorService blockingThreads() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "target-node-blocking-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    static TargetNode start(NodeConfiguration configuration, Config settings) throws NodeStartException {
        DataFolder.create(configuration.dataDir());
        NativeFolder.choose(configuration.dataDir());
        NettyEventLoops loops = startLoops(settings);
        TargetNode node = null;
        try {
            node = new TargetNode(loops, NodeMemory.of(settings, loops.size()), settings);
            node.serve(configuration);
            return node;
        } catch (NodeStartException e) {
            if (node == null) {
                loops.close();
            } else {
                node.stop();
            }
            throw e;
        }
    }

    private static NettyEventLoops startLoops(Config settings) throws NodeStartException {
        LoopSettings.Parsed checked = LoopSettings.from(settings);
        if (checked instanceof LoopSettings.Invalid invalid) {
            throw new NodeStartException(invalid.key() + " " + invalid.reason());
        }
        NettyEventLoops.Start start = NettyEventLoops.start(((LoopSettings.Valid) checked).settings());
        if (start instanceof NettyEventLoops.Refused refused) {
            throw new NodeStartException(refused.key() + ": " + refused.reason());
        }
        return ((NettyEventLoops.Started) start).loops();
    }

    private void serve(NodeConfiguration configuration) throws NodeStartException {
        OpenFileLimit.check(
                settings.getInt("target-node.limits.connections-max"),
                configuration.devices().size());
        system.scheduler().scheduleAtFixedRate(SWEEP_PERIOD, SWEEP_PERIOD, events::sweep, system.executionContext());
        manager.status("opening " + configuration.devices().size() + " devices");
        devices = new NodeDevices(loops, memory, blocking, configuration.dataDir(), settings, events)
                .open(configuration.devices(), system);
        List<TargetEntry> targets = new NodeTargets(system, devices).start(configuration);
        Optional<ChapUsers> discoveryChap = NodeChap.users(configuration.discoveryChap());
        ChapChallenges challenges = new ChapChallenges(new SecureRandom());
        ActorRef<ConnectionsActor.Command> connections = system.systemActorOf(
                ConnectionsActor.create(
                        (channel, loop) -> new ConnectionSetup(
                                channel,
                                loop,
                                memory.buffers(),
                                memory.budget(),
                                settings.getDuration("target-node.limits.login-timeout"),
                                directory::get,
                                challenges,
                                sessions,
                                new Observation(events, StatisticsSettings.from(settings))),
                        settings.getInt("target-node.limits.connections-max")),
                "connections",
                Props.empty());
        directory.set(TargetDirectory.of(targets, List.of(), discoveryChap)); // known before the first portal opens
        for (PortalSpec portal : configuration.portals()) {
            portals.add(PortalOpening.open(
                    loops, portal, (channel, loop) -> connections.tell(new ConnectionsActor.Accepted(channel, loop))));
        }
        directory.set(TargetDirectory.of(
                targets, portals.stream().map(PortalListener::address).toList(), discoveryChap));
        portals.forEach(portal -> LOG.info("portal {}", address(portal.address())));
        manager.ready(
                "serving " + targets.size() + " targets and " + devices.size() + " devices on "
                        + portals.stream()
                                .map(portal -> address(portal.address()))
                                .collect(Collectors.joining(", ")),
                IntStream.range(0, loops.size())
                        .mapToObj(index -> loops.loop(index).netty())
                        .toList());
    }

    private static String address(InetSocketAddress address) {
        return new PortalSpec(address.getAddress().getHostAddress(), address.getPort()).toString();
    }

    @Override
    public void awaitReady() {
        // Portals accept connections when start() returns.
    }

    @Override
    public CompletionStage<Void> stop() {
        if (stopping.compareAndSet(false, true)) {
            LOG.info("stopping");
            manager.stopping();
            portals.forEach(PortalListener::close);
            CompletableFuture<Void> sessionsEnded = endSessions();
            // Operations stuck in a backend keep their session; closing the device may shake them off.
            sessionsEnded
                    .copy()
                    .completeOnTimeout(null, SESSIONS_END_SECONDS, TimeUnit.SECONDS)
                    .thenCompose(ended -> closeDevices())
                    .thenCompose(closed -> sessionsEnded)
                    .thenCompose(closed -> {
                        system.tell(NodeGuardian.Stop.STOP);
                        return system.getWhenTerminated();
                    })
                    .whenComplete((done, failure) -> ended(failure));
        }
        return terminated;
    }

    private CompletableFuture<Void> endSessions() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        sessions.tell(new SessionsActor.EndAll("the node is stopping", () -> ended.complete(null)));
        return ended;
    }

    private CompletionStage<Void> closeDevices() {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        for (OpenDevice device : devices.values()) {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            device.actor().tell(new DeviceActor.Close(() -> closed.complete(null)));
            closing.add(closed);
        }
        return CompletableFuture.allOf(closing.toArray(new CompletableFuture<?>[0]));
    }

    private void ended(@Nullable Throwable failure) {
        loops.close();
        blocking.shutdown();
        manager.close();
        events.close();
        LOG.info("stopped, {}", memory.line());
        if (failure == null) {
            terminated.complete(null);
        } else {
            terminated.completeExceptionally(failure);
        }
    }

    @Override
    public CompletionStage<Void> terminated() {
        return terminated;
    }
}
