package dev.targetnode.iscsi.session;

import dev.targetnode.core.actor.SealedReceive;
import dev.targetnode.iscsi.statistics.SessionStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Asks every session once for what it has done and hands on what has come when all have answered, or at a bound. */
final class StatisticsGatherer {
    /** A session that does not answer within this is left out: its loop is held up. */
    static final Duration BOUND = Duration.ofSeconds(1);

    /** What it understands. */
    sealed interface Command {}

    private record Answer(SessionStatistics statistics) implements Command {}

    private enum Due implements Command {
        BOUND_REACHED
    }

    private final Consumer<List<SessionStatistics>> reader;
    private final List<SessionStatistics> answers = new ArrayList<>();
    private final int expected;

    private StatisticsGatherer(Consumer<List<SessionStatistics>> reader, int expected) {
        this.reader = reader;
        this.expected = expected;
    }

    static Behavior<Command> create(
            Collection<ActorRef<SessionActor.Command>> sessions, Consumer<List<SessionStatistics>> reader) {
        if (sessions.isEmpty()) {
            reader.accept(List.of());
            return Behaviors.stopped();
        }
        return Behaviors.setup(context -> {
            ActorRef<Command> self = context.getSelf();
            sessions.forEach(session ->
                    session.tell(new SessionActor.ReadStatistics(statistics -> self.tell(new Answer(statistics)))));
            context.scheduleOnce(BOUND, self, Due.BOUND_REACHED);
            return new StatisticsGatherer(reader, sessions.size()).receive();
        });
    }

    private Behavior<Command> receive() {
        return SealedReceive.of(Command.class)
                .on(Answer.class, this::onAnswer)
                .on(Due.class, message -> finish())
                .build();
    }

    private Behavior<Command> onAnswer(Answer message) {
        answers.add(message.statistics());
        return answers.size() == expected ? finish() : Behaviors.same();
    }

    private Behavior<Command> finish() {
        reader.accept(List.copyOf(answers));
        return Behaviors.stopped();
    }
}
