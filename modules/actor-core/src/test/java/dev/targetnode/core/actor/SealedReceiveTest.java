package dev.targetnode.core.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

class SealedReceiveTest {
    private sealed interface Command {}

    private record One(int value) implements Command {}

    private enum Two implements Command {
        TWO
    }

    private sealed interface Open {}

    private non-sealed interface Anyone extends Open {}

    private interface NotSealed {}

    private final List<String> handled = new ArrayList<>();

    private Behavior<Command> handle(Command message) {
        handled.add(message.toString());
        return Behaviors.same();
    }

    @Test
    void eachMessageGoesToItsHandler() {
        Behavior<Command> behavior = SealedReceive.of(Command.class)
                .on(One.class, this::handle)
                .on(Two.class, message -> Behaviors.stopped())
                .onSignal(signal -> {
                    handled.add(signal instanceof PostStop ? "stop" : "signal");
                    return Behaviors.same();
                })
                .build();
        var kit = BehaviorTestKit.create(behavior);
        kit.run(new One(5));
        kit.signal(PostStop.instance());
        assertEquals(List.of("One[value=5]", "stop"), handled);
        kit.run(Two.TWO);
        assertFalse(kit.isAlive());
    }

    @Test
    void refusesToBuildWithAMessageForgotten() {
        var builder = SealedReceive.of(Command.class).on(One.class, this::handle);
        var refusal = assertThrows(IllegalStateException.class, builder::build);
        assertTrue(String.valueOf(refusal.getMessage()).contains("Two"));
    }

    @Test
    void refusesASecondHandlerForAMessage() {
        var builder = SealedReceive.of(Command.class).on(One.class, this::handle);
        assertThrows(IllegalStateException.class, () -> builder.on(One.class, this::handle));
    }

    @Test
    void refusesAHandlerForAllMessages() {
        var builder = SealedReceive.of(Command.class)
                .on(One.class, this::handle)
                .on(Two.class, this::handle)
                .on(Command.class, this::handle);
        assertThrows(IllegalStateException.class, builder::build);
    }

    @Test
    void refusesAMessageTypeWhoseSubclassesWouldFindNoHandler() {
        var builder = SealedReceive.of(Open.class).on(Anyone.class, message -> Behaviors.same());
        assertThrows(IllegalStateException.class, builder::build);
    }

    @Test
    void refusesAProtocolThatIsNotSealed() {
        var builder = SealedReceive.of(NotSealed.class);
        assertThrows(IllegalStateException.class, builder::build);
    }
}
