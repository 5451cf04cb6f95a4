package dev.targetnode.iscsi.session;

import dev.targetnode.core.actor.SealedReceive;
import dev.targetnode.core.event.Peer;
import dev.targetnode.core.scsi.UnitAttention;
import dev.targetnode.core.target.LunActor;
import dev.targetnode.core.target.LunMapping;
import dev.targetnode.core.target.Nexus;
import dev.targetnode.core.target.NexusOwner;
import dev.targetnode.core.target.NexusPort;
import dev.targetnode.core.target.ScsiCompletion;
import dev.targetnode.core.target.TargetActor;
import dev.targetnode.core.target.Voiding;
import dev.targetnode.iscsi.login.LoginRefusal;
import dev.targetnode.iscsi.pdu.InitiatorPdu;
import dev.targetnode.iscsi.portal.TargetEntry;
import dev.targetnode.iscsi.statistics.SessionCounters;
import dev.targetnode.iscsi.statistics.SessionStatistics;
import dev.targetnode.iscsi.statistics.StatisticsSettings;
import io.netty.util.concurrent.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * One iSCSI session (RFC 7143 4.4.3): its command window, its tasks, its logical units. Runs on its connection's loop. It
 * ends only when everything its tasks held has been given back; an operation stuck in a backstore keeps it, and nothing
 * else, alive.
 */
public final class SessionActor {
    /** What a session understands. */
    public sealed interface Command {}

    /** PDUs of the full feature phase, in order; their data segments are the session's from now on. */
    record Received(List<InitiatorPdu> pdus) implements Command {}

    /** A Data-Out of this task was dropped for its data digest. */
    record DataLost(int initiatorTaskTag) implements Command {}

    /** The connection is closed or closing. */
    record ConnectionEnded(String why) implements Command {}

    /** End the session: log out whoever is there and let go of everything. */
    public record End(String why) implements Command {}

    private record NexusOpened(List<LunMapping> luns) implements Command {}

    private record NexusRefused(NexusOwner.Refusal why, String reason) implements Command {}

    private record UnitCompleted(List<ScsiCompletion> completions) implements Command {}

    private record UnitTasksEnded(long id, int lun, int stillRunning) implements Command {}

    private record UnitTasksVoided(int lun, Set<Long> tags, Voiding cause) implements Command {}

    /** Tell {@code reader} what the session has done since its login; called on the session's loop. */
    record ReadStatistics(Consumer<SessionStatistics> reader) implements Command {}

    private record UnitDetached(int lun) implements Command {}

    private enum Note implements Command {
        REPLACED,
        ROOM_MADE,
        STATISTICS_DUE
    }

    private final ActorContext<Command> context;
    private final SessionSetup setup;
    private final ActorRef<Command> self;
    private final NexusOwner owner = new Owner();
    private final Set<Integer> attached = new HashSet<>();
    private final SessionCounters counters;
    private final SessionReports reports;
    private @Nullable Future<?> interval;
    private @Nullable Nexus nexus;
    private @Nullable FullFeature phase;
    private boolean ended;
    private boolean connectionEnded;

    private SessionActor(ActorContext<Command> context, SessionSetup setup) {
        this.context = context;
        this.setup = setup;
        this.self = context.getSelf();
        this.counters = new SessionCounters(
                setup.who(),
                setup.observation().statistics().enabled(),
                setup.loop().netty().ticker()::nanoTime);
        this.reports = new SessionReports(setup, counters);
    }

    /** A session that opens its nexus, if it is a normal one, and then tells its connection. */
    static Behavior<Command> create(SessionSetup setup) {
        return Behaviors.setup(context -> {
            SessionActor actor = new SessionActor(context, setup);
            actor.open();
            return actor.receive();
        });
    }

    private Behavior<Command> receive() {
        return SealedReceive.of(Command.class)
                .on(Received.class, message -> flushed(onReceived(message)))
                .on(UnitCompleted.class, message -> flushed(onCompleted(message)))
                .on(Note.class, message -> flushed(onNote(message)))
                .on(UnitTasksEnded.class, message -> flushed(onTasksEnded(message)))
                .on(UnitTasksVoided.class, message -> flushed(onTasksVoided(message)))
                .on(ReadStatistics.class, this::onReadStatistics)
                .on(UnitDetached.class, this::onDetached)
                .on(DataLost.class, message -> flushed(onDataLost(message)))
                .on(NexusOpened.class, this::onOpened)
                .on(NexusRefused.class, this::onRefused)
                .on(ConnectionEnded.class, this::onConnectionEnded)
                .on(End.class, this::onEnd)
                .onSignal(this::onSignal)
                .build();
    }

    // ---- begin

    private void open() {
        // It may be gone before it has heard of this session.
        context.watchWith(setup.connection(), new ConnectionEnded("the connection is gone"));
        if (setup.target().isEmpty()) {
            self.tell(new NexusOpened(List.of()));
            return;
        }
        TargetEntry target = setup.target().get();
        var identity = setup.parameters().identity();
        Nexus opening =
                new Nexus(identity.initiatorName().value(), identity.isid(), target.name(), target.portalGroupTag());
        nexus = opening;
        target.actor().tell(new TargetActor.OpenNexus(opening, owner));
    }

    private Behavior<Command> onOpened(NexusOpened message) {
        if (ended) {
            closeNexus();
            return refuse(LoginRefusal.SERVICE_UNAVAILABLE, "the session ended before it began");
        }
        SessionResources resources = SessionResources.open(
                        setup.memory(),
                        setup.buffers(),
                        setup.keys().queuedCommands(),
                        TaskRunner.unsolicitedBytesMax(setup.parameters()),
                        () -> self.tell(Note.ROOM_MADE))
                .orElse(null);
        if (resources == null) {
            closeNexus();
            return refuse(LoginRefusal.OUT_OF_RESOURCES, "no memory for another session");
        }
        SessionLuns luns = openLuns(message.luns());
        phase = new FullFeature(setup, luns, resources, counters);
        reports.login(setup.parameters(), luns.all().size(), resources.slots());
        startInterval();
        setup.connection()
                .tell(new ConnectionActor.SessionReady(
                        self,
                        setup.tsih(),
                        phase.wire().expCmdSn(),
                        phase.wire().maxCmdSn()));
        return Behaviors.same();
    }

    private void startInterval() {
        StatisticsSettings statistics = setup.observation().statistics();
        if (statistics.hasInterval()) {
            long millis = statistics.logInterval().toMillis();
            interval = setup.loop()
                    .netty()
                    .scheduleAtFixedRate(() -> self.tell(Note.STATISTICS_DUE), millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private SessionLuns openLuns(List<LunMapping> mappings) {
        Nexus opened = nexus;
        TargetEntry target = setup.target().orElse(null);
        if (opened == null || target == null) {
            return SessionLuns.none();
        }
        mappings.forEach(mapping -> attached.add(mapping.lun()));
        return SessionLuns.open(context, setup, target, opened, mappings, new Port(), counters);
    }

    private Behavior<Command> onRefused(NexusRefused message) {
        LoginRefusal status = switch (message.why()) {
            case UNAVAILABLE -> LoginRefusal.SERVICE_UNAVAILABLE;
            case TOO_MANY_SESSIONS -> LoginRefusal.OUT_OF_RESOURCES;
        };
        return refuse(status, message.reason());
    }

    private Behavior<Command> refuse(LoginRefusal status, String reason) {
        setup.connection().tell(new ConnectionActor.SessionRefused(status, reason));
        return Behaviors.stopped();
    }

    // ---- the full feature phase

    /** What one message has set off goes on together. */
    private Behavior<Command> flushed(Behavior<Command> next) {
        if (phase != null) {
            phase.flush();
        }
        return next;
    }

    private Behavior<Command> onReceived(Received message) {
        FullFeature current = phase;
        counters.tick();
        for (InitiatorPdu pdu : message.pdus()) {
            if (current == null || ended) {
                setup.buffers().settleIfTaken(pdu.data());
            } else {
                current.received(pdu);
            }
        }
        return Behaviors.same();
    }

    private Behavior<Command> onDataLost(DataLost message) {
        if (phase != null && !ended) {
            counters.tick();
            counters.rejected();
            phase.dataLost(message.initiatorTaskTag());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onCompleted(UnitCompleted message) {
        if (phase != null) {
            counters.tick();
            message.completions().forEach(phase.runner()::completed);
        }
        return ended ? stoppedWhenDrained() : Behaviors.same();
    }

    private Behavior<Command> onTasksEnded(UnitTasksEnded message) {
        if (phase != null && !ended) {
            phase.management().tasksEnded(message.id(), message.stillRunning());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onTasksVoided(UnitTasksVoided message) {
        if (phase != null && !ended) {
            counters.tick();
            int tasks = phase.runner().voided(message.lun(), message.tags(), message.cause());
            reports.voided(message.lun(), message.cause(), tasks);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onReadStatistics(ReadStatistics message) {
        message.reader().accept(counters.total());
        return Behaviors.same();
    }

    private Behavior<Command> onNote(Note note) {
        return switch (note) {
            case ROOM_MADE -> {
                if (phase != null && !ended) {
                    phase.runner().retryMemory();
                }
                yield ended ? stoppedWhenDrained() : Behaviors.same();
            }
            case STATISTICS_DUE -> {
                if (!ended) {
                    reports.interval();
                }
                yield Behaviors.same();
            }
            case REPLACED -> {
                setup.connection().tell(new ConnectionActor.Finish("session reinstatement"));
                // Before it had the nexus: it has been overtaken and will hear no more of the target.
                yield phase == null ? Behaviors.stopped() : end("session reinstatement");
            }
        };
    }

    // ---- end

    private Behavior<Command> onConnectionEnded(ConnectionEnded message) {
        connectionEnded = true;
        return ended && phase != null ? stoppedWhenDrained() : end(message.why());
    }

    private Behavior<Command> onEnd(End message) {
        setup.connection().tell(new ConnectionActor.Finish(message.why()));
        return end(message.why());
    }

    private Behavior<Command> end(String why) {
        if (ended) {
            return stoppedWhenDrained();
        }
        ended = true;
        FullFeature current = phase;
        if (current == null) {
            return Behaviors.same(); // still opening: the target's answer ends it
        }
        current.end();
        reports.logout(why);
        current.wire().leave();
        current.luns().all().forEach(unit -> unit.tell(LunActor.Close.CLOSE));
        if (attached.isEmpty()) {
            closeNexus();
        }
        return stoppedWhenDrained();
    }

    private Behavior<Command> onDetached(UnitDetached message) {
        attached.remove(message.lun());
        if (attached.isEmpty()) {
            closeNexus(); // every device knows: a successor's commands cannot overtake what is left of ours
        }
        return stoppedWhenDrained();
    }

    private void closeNexus() {
        Nexus opened = nexus;
        if (opened != null) {
            setup.target().ifPresent(target -> target.actor().tell(new TargetActor.CloseNexus(opened, owner)));
        }
    }

    /** Not before the connection's last message, either: what it has received until then owns buffers. */
    private Behavior<Command> stoppedWhenDrained() {
        FullFeature current = phase;
        boolean drained = current == null
                || (connectionEnded && attached.isEmpty() && current.runner().drained());
        return drained ? Behaviors.stopped() : Behaviors.same();
    }

    private Behavior<Command> onSignal(Signal signal) {
        FullFeature current = phase;
        if (signal instanceof PostStop && interval != null) {
            interval.cancel(false);
        }
        if (!(signal instanceof PostStop) || current == null) {
            return Behaviors.same();
        }
        if (!ended) {
            ended = true; // not in order: the nexus must not stay closed to its next session
            current.end();
            reports.logout("the session failed");
            closeNexus();
        }
        if (current.runner().drained()) {
            current.resources().close();
        }
        return Behaviors.same();
    }

    /** Passes on what logical units say, from whichever loop. */
    private final class Port implements NexusPort {
        @Override
        public void completed(int lun, ScsiCompletion completion) {
            self.tell(new UnitCompleted(List.of(completion)));
        }

        @Override
        public void completed(int lun, List<ScsiCompletion> completions) {
            self.tell(new UnitCompleted(completions));
        }

        @Override
        public void tasksEnded(long id, int lun, int stillRunning) {
            self.tell(new UnitTasksEnded(id, lun, stillRunning));
        }

        @Override
        public void tasksVoided(int lun, Set<Long> tags, Voiding cause) {
            self.tell(new UnitTasksVoided(lun, tags, cause));
        }

        @Override
        public Peer peer() {
            return setup.who();
        }

        @Override
        public void detached(int lun) {
            self.tell(new UnitDetached(lun));
        }

        @Override
        public void attention(int lun, UnitAttention attention) {
            // Reported with the next command; asynchronous events are not offered.
        }
    }

    /** Passes on what the target says. */
    private final class Owner implements NexusOwner {
        @Override
        public void opened(List<LunMapping> luns) {
            self.tell(new NexusOpened(luns));
        }

        @Override
        public void refused(Refusal why, String reason) {
            self.tell(new NexusRefused(why, reason));
        }

        @Override
        public void replaced() {
            self.tell(Note.REPLACED);
        }

        @Override
        public void ended(String why) {
            self.tell(new End(why));
        }
    }
}
