package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private final Deque<Runnable> slow = new ArrayDeque<>();
    private int signs;

    @Test
    void givesASignAsLongAsEveryLoopAnswers() {
        try (Watchdog watchdog = new Watchdog(List.<Executor>of(Runnable::run, Runnable::run), () -> signs++)) {
            watchdog.tick();
            watchdog.tick();
        }
        assertEquals(2, signs);
    }

    @Test
    void aLoopThatDoesNotAnswerStopsTheSignsUntilItDoes() {
        try (Watchdog watchdog = new Watchdog(List.<Executor>of(Runnable::run, slow::add), () -> signs++)) {
            watchdog.tick();
            watchdog.tick();
            watchdog.tick();
            assertEquals(1, signs, "only before the first question was left open");
            assertEquals(1, slow.size(), "questions do not pile up");
            slow.remove().run();
            watchdog.tick();
            assertEquals(2, signs);
        }
    }

    @Test
    void aLoopThatHasBeenClosedIsNotStuck() {
        Executor closed = task -> {
            throw new RejectedExecutionException();
        };
        try (Watchdog watchdog = new Watchdog(List.of(closed), () -> signs++)) {
            watchdog.tick();
            watchdog.tick();
        }
        assertEquals(2, signs);
    }
}
