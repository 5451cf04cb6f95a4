package dev.targetnode.iscsi.harness;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.core.event.EventLog;
import dev.targetnode.core.loop.EventLoops;
import dev.targetnode.core.loop.LoopDispatchers;
import dev.targetnode.core.loop.LoopSettings;
import dev.targetnode.core.loop.NettyEventLoops;
import dev.targetnode.core.memory.BufferLedger;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.memory.MemoryBudget;
import dev.targetnode.core.scsi.ControlMode;
import dev.targetnode.core.scsi.DiskState;
import dev.targetnode.core.scsi.Lun;
import dev.targetnode.core.target.DeviceActor;
import dev.targetnode.core.target.DeviceSetup;
import dev.targetnode.core.target.DiskAttributes;
import dev.targetnode.core.target.LunMapping;
import dev.targetnode.core.target.TargetActor;
import dev.targetnode.iscsi.login.ChapUsers;
import dev.targetnode.iscsi.login.TargetKeyValues;
import dev.targetnode.iscsi.portal.PortalListener;
import dev.targetnode.iscsi.portal.TargetDirectory;
import dev.targetnode.iscsi.portal.TargetEntry;
import dev.targetnode.iscsi.session.ChapChallenges;
import dev.targetnode.iscsi.session.ConnectionSetup;
import dev.targetnode.iscsi.session.ConnectionsActor;
import dev.targetnode.iscsi.session.Observation;
import dev.targetnode.iscsi.session.SessionsActor;
import dev.targetnode.iscsi.statistics.SessionStatistics;
import dev.targetnode.iscsi.statistics.StatisticsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Loops, actors and a portal on loopback, over disks in memory. {@link #close} demands that nothing is left: no buffer
 * out, no byte reserved, by whatever way the test has ended its sessions.
 */
public final class TestNode implements AutoCloseable {
    public static final String TARGET = "iqn.2026-11.dev.targetnode:test";
    public static final String OTHER_TARGET = "iqn.2026-11.dev.targetnode:other";
    /** An aborted operation that does not end within this is stuck, in milliseconds. */
    public static final int ABORT_BOUND_MILLIS = 150;

    private static final int DISK_BYTES = 8 << 20;
    private static final int WAIT_SECONDS = 20;
    private static final long POLL_NANOS = 200_000;

    private final NettyEventLoops loops;
    private final ActorSystem<Void> system;
    private final BufferLedger ledger = new BufferLedger();
    private final DataBuffers buffers;
    private final MemoryBudget budget;
    private final List<MemoryBudget> deviceBudgets = new ArrayList<>();
    private final List<RamStore> stores = new ArrayList<>();
    private final ActorRef<SessionsActor.Command> sessions;
    private final PortalListener portal;
    private volatile TargetDirectory directory = TargetDirectory.EMPTY;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final EventLog eventLog = new EventLog((level, line) -> events.add(line), System::nanoTime);

    /** How a node differs from the usual one. */
    public static final class Options {
        private final Map<String, String> keys = new HashMap<>();
        private long budgetBytes = 64 << 20;
        private long deviceBudgetBytes = 32 << 20;
        private int transferBytesMax = 4 << 20;
        private Optional<ChapUsers> chap = Optional.empty();
        private Optional<ChapUsers> discoveryChap = Optional.empty();
        private Duration loginBound = Duration.ofSeconds(10);
        private ControlMode control = ControlMode.DEFAULT;
        private StatisticsSettings statistics = StatisticsSettings.QUIET;

        public Options key(String name, String value) {
            keys.put(name, value);
            return this;
        }

        public Options budgetBytes(long bytes) {
            budgetBytes = bytes;
            return this;
        }

        public Options deviceBudgetBytes(long bytes) {
            deviceBudgetBytes = bytes;
            return this;
        }

        public Options transferBytesMax(int bytes) {
            transferBytesMax = bytes;
            return this;
        }

        public Options loginBound(Duration bound) {
            loginBound = bound;
            return this;
        }

        /** Who may log in to the target of {@link TestNode#TARGET}. */
        public Options chap(ChapUsers users) {
            chap = Optional.of(users);
            return this;
        }

        /** Who may ask for targets. */
        public Options discoveryChap(ChapUsers users) {
            discoveryChap = Optional.of(users);
            return this;
        }

        /** The control mode page of its disks. */
        public Options control(ControlMode page) {
            control = page;
            return this;
        }

        public Options statistics(StatisticsSettings settings) {
            statistics = settings;
            return this;
        }

        public TestNode start() {
            return new TestNode(this);
        }
    }

    public static Options options() {
        return new Options();
    }

    private TestNode(Options options) {
        LoopSettings settings = new LoopSettings(
                Optional.empty(),
                OptionalInt.of(2),
                0,
                Duration.ofMillis(1),
                100,
                Duration.ofSeconds(5),
                new LoopSettings.RingSettings(256, 512, 0));
        loops = ((NettyEventLoops.Started) NettyEventLoops.start(settings)).loops();
        system = ActorSystem.create(
                Behaviors.empty(), "test", LoopDispatchers.config(loops).withFallback(ConfigFactory.load()));
        buffers = new DataBuffers(loops.size(), ledger);
        budget = new MemoryBudget(options.budgetBytes);
        sessions = system.systemActorOf(SessionsActor.create(new Random(1)), "sessions", Props.empty());
        TargetEntry target = target(TARGET, options, List.of(disk(0, options), disk(1, options)));
        TargetEntry other = target(OTHER_TARGET, options, List.of());
        portal = listen(options);
        directory = TargetDirectory.of(List.of(target, other), List.of(portal.address()), options.discoveryChap);
    }

    private PortalListener listen(Options options) {
        ActorRef<ConnectionsActor.Command> connections = system.systemActorOf(
                ConnectionsActor.create(
                        (channel, loop) -> new ConnectionSetup(
                                channel,
                                loop,
                                buffers,
                                budget,
                                options.loginBound,
                                () -> directory,
                                new ChapChallenges(new SecureRandom()),
                                sessions,
                                new Observation(eventLog, options.statistics)),
                        64),
                "connections",
                Props.empty());
        try {
            return PortalListener.bind(
                    loops,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    (channel, loop) -> connections.tell(new ConnectionsActor.Accepted(channel, loop)));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private LunMapping disk(int number, Options options) {
        EventLoops.Loop home = loops.loop(number % loops.size());
        RamStore store = new RamStore(home, DISK_BYTES);
        stores.add(store);
        DiskAttributes.Parsed parsed = DiskAttributes.parse("disk" + number, "ram", ConfigFactory.empty(), 0);
        DiskState disk =
                ((DiskAttributes.Valid) parsed).attributes().disk(store).withControl(options.control);
        DeviceSetup setup = new DeviceSetup(
                "disk" + number,
                disk,
                store,
                home,
                buffers,
                new ForgetfulRecords(),
                Duration.ofMillis(ABORT_BOUND_MILLIS),
                Duration.ofSeconds(60),
                eventLog);
        MemoryBudget memory = new MemoryBudget(options.deviceBudgetBytes);
        deviceBudgets.add(memory);
        return new LunMapping(
                number,
                "disk" + number,
                system.systemActorOf(DeviceActor.create(setup), "device-" + number, home.dispatcher()),
                memory,
                options.transferBytesMax,
                RamStore.BLOCK_BYTES,
                false);
    }

    private TargetEntry target(String name, Options options, List<LunMapping> luns) {
        TargetKeyValues.Checked keys = TargetKeyValues.of(options.keys);
        if (keys instanceof TargetKeyValues.Refused refused) {
            throw new IllegalArgumentException(refused.problems().toString());
        }
        return new TargetEntry(
                name,
                Optional.empty(),
                true,
                1,
                1,
                Lun.AddressMethod.PERIPHERAL,
                ((TargetKeyValues.Accepted) keys).values(),
                options.chap.filter(users -> name.equals(TARGET)),
                system.systemActorOf(TargetActor.create(name, luns, 0), "target-" + name, Props.empty()));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return portal.address();
    }

    /** The disk behind a LUN. */
    public RamStore store(int lun) {
        return stores.get(lun);
    }

    /** What people have been told so far. */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** The first event of this kind that says this, waited for. */
    public String event(String kind, String... parts) {
        List<String> found = new ArrayList<>();
        await(
                () -> {
                    found.clear();
                    events.stream()
                            .filter(line -> line.startsWith("event=" + kind + " "))
                            .filter(line -> Stream.of(parts).allMatch(line::contains))
                            .forEach(found::add);
                    return !found.isEmpty();
                },
                () -> "no " + kind + " with " + List.of(parts) + " in " + events);
        return found.get(0);
    }

    /** What every open session has done. */
    public List<SessionStatistics> statistics() {
        CompletableFuture<List<SessionStatistics>> read = new CompletableFuture<>();
        sessions.tell(new SessionsActor.ReadStatistics(read::complete));
        try {
            return read.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no statistics", e);
        }
    }

    /** A new connection that has sent nothing. */
    public TestInitiator connect() {
        return TestInitiator.connect(address());
    }

    /** Every session is told to end. */
    public void endSessions() {
        CountDownLatch ended = new CountDownLatch(1);
        sessions.tell(new SessionsActor.EndAll("the test ends", ended::countDown));
        try {
            if (!ended.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("sessions do not end: " + state());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Bytes reserved of the node's budget. */
    public long reservedBytes() {
        return budget.reservedBytes();
    }

    /** Data buffers that are out. */
    public long buffersOut() {
        return ledger.buffersOut();
    }

    private String state() {
        return "%d buffers of %d bytes out, %d bytes reserved, of devices %s"
                .formatted(
                        ledger.buffersOut(),
                        ledger.bytesOut(),
                        budget.reservedBytes(),
                        deviceBudgets.stream().map(MemoryBudget::reservedBytes).toList());
    }

    /** Waits until every session is gone with all that it held. */
    public void awaitRest() {
        await(
                () -> ledger.buffersOut() == 0
                        && ledger.bytesOut() == 0
                        && budget.reservedBytes() == 0
                        && deviceBudgets.stream().allMatch(device -> device.reservedBytes() == 0),
                this::state);
    }

    /** Waits for something that will be true soon, or fails saying what is. */
    public static void await(BooleanSupplier condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(otherwise.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void close() {
        List<AssertionError> failures = new ArrayList<>();
        attempt(failures, () -> {
            portal.close();
            stores.forEach(RamStore::letGo);
            endSessions();
            awaitRest();
        });
        attempt(failures, this::endSystem);
        loops.close();
        if (!failures.isEmpty()) {
            AssertionError first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static void attempt(List<AssertionError> failures, Runnable step) {
        try {
            step.run();
        } catch (AssertionError failure) {
            failures.add(failure);
        }
    }

    private void endSystem() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the actor system does not end", e);
        }
    }
}
