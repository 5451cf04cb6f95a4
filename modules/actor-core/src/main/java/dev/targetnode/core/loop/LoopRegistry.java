package dev.targetnode.core.loop;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The loops of this process by their id: Pekko makes a dispatcher's executor from configuration alone, and text is all
 * that configuration can carry. Thread-safe.
 */
final class LoopRegistry {
    private static final Map<String, EventLoops> LOOPS = new ConcurrentHashMap<>();

    private LoopRegistry() {}

    static void add(EventLoops loops) {
        LOOPS.put(loops.id(), loops);
    }

    static void remove(EventLoops loops) {
        LOOPS.remove(loops.id(), loops);
    }

    static Optional<EventLoops> find(String id) {
        return Optional.ofNullable(LOOPS.get(id));
    }
}
