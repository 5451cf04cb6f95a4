package dev.targetnode.core.actor;

import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * A receive that handles every message of a sealed protocol, or does not build. It looks the handler up by class, so the
 * cost does not grow with the protocol.
 *
 * @param <C> the actor's sealed command interface
 */
public final class SealedReceive<C> extends Receive<C> {
    private final Map<Class<?>, Function<C, Behavior<C>>> handlers;
    private final Function<Signal, Behavior<C>> onSignal;

    private SealedReceive(Map<Class<?>, Function<C, Behavior<C>>> handlers, Function<Signal, Behavior<C>> onSignal) {
        this.handlers = handlers;
        this.onSignal = onSignal;
    }

    /** Starts a receive for the sealed interface {@code command}. */
    public static <C> Builder<C> of(Class<C> command) {
        return new Builder<>(command);
    }

    @Override
    public Behavior<C> receiveMessage(C message) {
        return Objects.requireNonNull(handlers.get(message.getClass())).apply(message);
    }

    @Override
    public Behavior<C> receiveSignal(Signal signal) {
        return onSignal.apply(signal);
    }

    /** Collects one handler for each permitted message. */
    public static final class Builder<C> {
        private final Class<C> command;
        private final Map<Class<?>, Function<C, Behavior<C>>> handlers = new HashMap<>();
        private Function<Signal, Behavior<C>> onSignal =
                signal -> org.apache.pekko.actor.typed.javadsl.Behaviors.unhandled();

        private Builder(Class<C> command) {
            this.command = command;
        }

        /** Handles {@code type}. */
        public <M extends C> Builder<C> on(Class<M> type, Function<M, Behavior<C>> handler) {
            if (handlers.put(type, message -> handler.apply(type.cast(message))) != null) {
                throw new IllegalStateException(type + " is handled twice");
            }
            return this;
        }

        /** Handles signals, such as PostStop; without this they are unhandled. */
        public Builder<C> onSignal(Function<Signal, Behavior<C>> handler) {
            onSignal = handler;
            return this;
        }

        /** Fails when a message that is permitted has no handler, or a handler is for a foreign one. */
        public SealedReceive<C> build() {
            Class<?>[] protocol = command.getPermittedSubclasses();
            if (protocol == null) {
                throw new IllegalStateException(command + " is not sealed");
            }
            for (Class<?> permitted : protocol) {
                if (!Modifier.isFinal(permitted.getModifiers())) {
                    throw new IllegalStateException(permitted + " has subclasses, which no handler would be found for");
                }
                if (!handlers.containsKey(permitted)) {
                    throw new IllegalStateException("no handler for " + permitted);
                }
            }
            if (handlers.size() != protocol.length) {
                throw new IllegalStateException("a handler for a message that " + command + " does not permit");
            }
            return new SealedReceive<>(handlers, onSignal);
        }
    }
}
