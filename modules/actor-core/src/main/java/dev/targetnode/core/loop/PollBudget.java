package dev.targetnode.core.loop;

import java.util.concurrent.atomic.AtomicInteger;

/** How many loops may poll at the same time: polling must leave a processor to everything else. Thread-safe. */
final class PollBudget {
    private final int permits;
    private final AtomicInteger free;

    PollBudget(int permits) {
        this.permits = permits;
        this.free = new AtomicInteger(permits);
    }

    /** All processors but one may be taken by polling loops. */
    static PollBudget forProcessors(int processors) {
        return new PollBudget(Math.max(0, processors - 1));
    }

    /** How many loops may poll at the same time, 0 or more. */
    int permits() {
        return permits;
    }

    boolean tryTake() {
        for (int seen = free.get(); seen > 0; seen = free.get()) {
            if (free.compareAndSet(seen, seen - 1)) {
                return true;
            }
        }
        return false;
    }

    void giveBack() {
        free.incrementAndGet();
    }
}
