package dev.targetnode.core.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.junit.jupiter.api.Test;

class TargetActorTest {
    private static final class Owner implements NexusOwner {
        private final List<String> heard = new ArrayList<>();

        @Override
        public void opened(List<LunMapping> luns) {
            heard.add("opened");
        }

        @Override
        public void refused(Refusal why, String reason) {
            heard.add("refused " + why);
        }

        @Override
        public void replaced() {
            heard.add("replaced");
        }

        @Override
        public void ended(String why) {
            heard.add("ended " + why);
        }
    }

    private final Owner first = new Owner();
    private final Owner second = new Owner();
    private final Owner third = new Owner();

    private static BehaviorTestKit<TargetActor.Command> target(int sessionsMax) {
        return BehaviorTestKit.create(TargetActor.create(Samples.TARGET, List.of(), sessionsMax));
    }

    private static TargetActor.OpenNexus open(int nexus, Owner owner) {
        return new TargetActor.OpenNexus(Samples.nexus(nexus), owner);
    }

    private static TargetActor.CloseNexus close(int nexus, Owner owner) {
        return new TargetActor.CloseNexus(Samples.nexus(nexus), owner);
    }

    private static List<Effect.Scheduled<?>> timers(BehaviorTestKit<TargetActor.Command> target) {
        List<Effect.Scheduled<?>> timers = new ArrayList<>();
        for (Effect effect : target.getAllEffects()) {
            if (effect instanceof Effect.Scheduled<?> scheduled) {
                timers.add(scheduled);
            }
        }
        return timers;
    }

    @Test
    void nexusesOfDifferentInitiatorPortsAreOpenTogether() {
        var target = target(0);
        target.run(open(1, first));
        target.run(open(2, second));
        assertEquals(List.of("opened"), first.heard);
        assertEquals(List.of("opened"), second.heard);
    }

    @Test
    void secondSessionOfANexusWaitsUntilTheFirstHasLetGo() {
        var target = target(0);
        target.run(open(1, first));
        target.run(open(1, second));
        assertEquals(List.of("opened", "replaced"), first.heard);
        assertEquals(List.of(), second.heard);
        target.run(close(1, first));
        assertEquals(List.of("opened"), second.heard);
        target.run(close(1, first)); // late, harmless
        target.run(open(1, third));
        assertEquals(List.of("opened", "replaced"), second.heard);
    }

    @Test
    void ofTwoThatWaitTheLaterOneWins() {
        var target = target(0);
        target.run(open(1, first));
        target.run(open(1, second));
        target.run(open(1, third));
        assertEquals(List.of("replaced"), second.heard);
        target.run(close(1, second));
        target.run(close(1, first));
        assertEquals(List.of("opened"), third.heard);
        assertEquals(List.of("replaced"), second.heard);
    }

    @Test
    void successorThatGivesUpLeavesTheNexusToNobody() {
        var target = target(1);
        target.run(open(1, first));
        target.run(open(1, second));
        target.run(close(1, second));
        target.run(close(1, first));
        assertEquals(List.of(), second.heard);
        target.run(open(2, third));
        assertEquals(List.of("opened"), third.heard, "the place is free");
    }

    @Test
    void successorOfASessionThatDoesNotLetGoIsRefusedAndMayComeAgain() {
        var target = target(0);
        target.run(open(1, first));
        target.run(open(1, second));
        Effect.Scheduled<?> timer = timers(target).get(0);
        assertEquals(TargetActor.REPLACE_BOUND.toMillis(), timer.delay().toMillis());
        target.run((TargetActor.Command) timer.message());
        assertEquals(List.of("refused UNAVAILABLE"), second.heard);
        target.run(open(1, third));
        assertEquals(List.of(), third.heard, "the old session may still have commands on their way");
        target.run(close(1, first));
        assertEquals(List.of("opened"), third.heard);
    }

    @Test
    void boundOfASuccessorDoesNotReachTheOneAfterIt() {
        var target = target(0);
        target.run(open(1, first));
        target.run(open(1, second));
        Effect.Scheduled<?> timer = timers(target).get(0);
        target.run(open(1, third));
        target.run((TargetActor.Command) timer.message());
        assertEquals(List.of(), third.heard);
        Effect.Scheduled<?> its = timers(target).get(0);
        target.run((TargetActor.Command) its.message());
        assertEquals(List.of("refused UNAVAILABLE"), third.heard);
    }

    @Test
    void endOfAllSessionsReachesThoseThatWait() {
        var target = target(0);
        target.run(open(1, first));
        target.run(open(1, second));
        target.run(open(2, third));
        target.run(new TargetActor.EndSessions("cold"));
        assertEquals(List.of("opened", "replaced", "ended cold"), first.heard);
        assertEquals(List.of("refused UNAVAILABLE"), second.heard);
        assertEquals(List.of("opened", "ended cold"), third.heard);
    }

    @Test
    void boundOfAReplacementThatHasHappenedDoesNothing() {
        var target = target(0);
        target.run(open(1, first));
        target.run(open(1, second));
        Effect.Scheduled<?> timer = timers(target).get(0);
        target.run(close(1, first));
        target.run((TargetActor.Command) timer.message());
        assertEquals(List.of("opened"), second.heard);
        target.run(open(1, third));
        assertEquals(List.of(), third.heard);
    }

    @Test
    void refusesSessionsBeyondMaxSessionsButNotReinstatement() {
        var target = target(1);
        target.run(open(1, first));
        target.run(open(2, second));
        assertEquals(List.of("refused TOO_MANY_SESSIONS"), second.heard);
        target.run(open(1, third));
        target.run(close(1, first));
        assertEquals(List.of("opened"), third.heard);
        target.run(close(1, third));
        second.heard.clear();
        target.run(open(2, second));
        assertEquals(List.of("opened"), second.heard);
    }

    @Test
    void unknownCloseIsHarmless() {
        var target = target(0);
        target.run(close(1, first));
        assertTrue(target.isAlive());
    }
}
