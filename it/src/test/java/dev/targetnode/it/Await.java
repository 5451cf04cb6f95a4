package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for something another process does. */
final class Await {
    private static final Duration STEP = Duration.ofMillis(10);

    private Await() {}

    /** Returns once {@code condition} holds; fails with what {@code otherwise} says when it does not within {@code limit}. */
    static void until(Duration limit, BooleanSupplier condition, Supplier<String> otherwise) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("not within " + limit + ": " + otherwise.get());
            }
            pause(STEP);
        }
    }

    /** Lets time pass, where the passing of time is itself what a test is about. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted", e);
        }
    }
}
