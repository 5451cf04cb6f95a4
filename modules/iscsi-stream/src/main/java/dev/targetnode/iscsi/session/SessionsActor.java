package dev.targetnode.iscsi.session;

import dev.targetnode.core.actor.SealedReceive;
import dev.targetnode.iscsi.login.LoginRefusal;
import dev.targetnode.iscsi.statistics.SessionStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** Makes sessions and knows them all by their TSIH, which is random, so that it cannot be guessed, and never 0. */
public final class SessionsActor {
    private static final int TSIH_LIMIT = 1 << 16;

    /** Sessions at a time on one node; TSIHs stay sparse, so a random one is found at once. */
    static final int SESSIONS_MAX = 16_384;

    /** What the registry understands. */
    public sealed interface Command {}

    /** Opens a session on its connection's loop. */
    record Open(IntFunction<SessionSetup> setup) implements Command {}

    /** Ends every session; {@code ended} runs when the last one has stopped. */
    public record EndAll(String why, Runnable ended) implements Command {}

    /** Tells {@code reader}, on some thread, what each open session has done since its login, within a second or so. */
    public record ReadStatistics(Consumer<List<SessionStatistics>> reader) implements Command {}

    private record Stopped(int tsih) implements Command {}

    private final ActorContext<Command> context;
    private final RandomGenerator random;
    private final Map<Integer, ActorRef<SessionActor.Command>> sessions = new HashMap<>();
    private @Nullable Runnable ended;

    private SessionsActor(ActorContext<Command> context, RandomGenerator random) {
        this.context = context;
        this.random = random;
    }

    /**
     * A registry without sessions.
     *
     * @param random where TSIHs come from; hard to predict outside tests
     */
    public static Behavior<Command> create(RandomGenerator random) {
        return Behaviors.setup(context -> new SessionsActor(context, random).receive());
    }

    private Behavior<Command> receive() {
        return SealedReceive.of(Command.class)
                .on(Open.class, this::onOpen)
                .on(EndAll.class, this::onEndAll)
                .on(ReadStatistics.class, this::onReadStatistics)
                .on(Stopped.class, this::onStopped)
                .build();
    }

    private Behavior<Command> onOpen(Open message) {
        int tsih = freeTsih();
        SessionSetup setup = message.setup().apply(tsih);
        if (ended != null) {
            refuse(setup, LoginRefusal.SERVICE_UNAVAILABLE, "the node is stopping");
        } else if (sessions.size() >= SESSIONS_MAX) {
            refuse(setup, LoginRefusal.OUT_OF_RESOURCES, SESSIONS_MAX + " sessions are open");
        } else {
            ActorRef<SessionActor.Command> session = context.spawn(
                    SessionActor.create(setup), "session-" + tsih, setup.loop().dispatcher());
            sessions.put(tsih, session);
            context.watchWith(session, new Stopped(tsih));
        }
        return Behaviors.same();
    }

    private static void refuse(SessionSetup setup, LoginRefusal status, String reason) {
        setup.connection().tell(new ConnectionActor.SessionRefused(status, reason));
    }

    private int freeTsih() {
        int tsih = random.nextInt(1, TSIH_LIMIT);
        while (sessions.containsKey(tsih)) {
            tsih = random.nextInt(1, TSIH_LIMIT);
        }
        return tsih;
    }

    private Behavior<Command> onEndAll(EndAll message) {
        ended = message.ended();
        sessions.values().forEach(session -> session.tell(new SessionActor.End(message.why())));
        tellWhenEmpty();
        return Behaviors.same();
    }

    private Behavior<Command> onReadStatistics(ReadStatistics message) {
        context.spawnAnonymous(StatisticsGatherer.create(List.copyOf(sessions.values()), message.reader()));
        return Behaviors.same();
    }

    private Behavior<Command> onStopped(Stopped message) {
        sessions.remove(message.tsih());
        tellWhenEmpty();
        return Behaviors.same();
    }

    private void tellWhenEmpty() {
        if (ended != null && sessions.isEmpty()) {
            ended.run();
        }
    }
}
