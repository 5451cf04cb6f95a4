package dev.targetnode.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(100);
    private int woken;

    private void waiterIsTold() {
        woken++;
    }

    @Test
    void reservesAllOrNothing() {
        assertTrue(budget.tryReserve(60));
        assertFalse(budget.tryReserve(41));
        assertEquals(60, budget.reservedBytes());
        assertTrue(budget.tryReserve(40));
        assertFalse(budget.tryReserve(1));
        budget.release(100);
        assertEquals(0, budget.reservedBytes());
    }

    @Test
    void releaseOfMoreThanIsReservedIsAProgrammingError() {
        assertTrue(budget.tryReserve(1));
        assertThrows(IllegalStateException.class, () -> budget.release(2));
    }

    @Test
    void waiterIsToldOnceThatRoomWasMade() {
        Runnable waiter = this::waiterIsTold;
        assertTrue(budget.tryReserve(100));
        budget.awaitRoom(waiter);
        assertEquals(0, woken);
        budget.release(1);
        budget.release(1);
        assertEquals(1, woken);
    }

    @Test
    void waiterThatAsksAgainBeforeItIsToldIsToldOnce() {
        Runnable waiter = this::waiterIsTold;
        assertTrue(budget.tryReserve(100));
        for (int i = 0; i < 1000; i++) {
            budget.awaitRoom(waiter);
        }
        budget.release(1);
        assertEquals(1, woken, "whoever asks again for each room that others make may not fill the heap");
        budget.awaitRoom(waiter);
        budget.release(1);
        assertEquals(2, woken);
    }

    @Test
    void everyWaiterIsTold() {
        assertTrue(budget.tryReserve(100));
        List<Integer> told = new ArrayList<>();
        budget.awaitRoom(() -> told.add(1));
        budget.awaitRoom(() -> told.add(2));
        budget.release(1);
        assertEquals(2, told.size());
    }

    @Test
    void noWaiterIsForgottenWhileManyThreadsReserveAndRelease() throws Exception {
        int threads = 4;
        int rounds = 20_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                running.add(pool.submit(() -> reserveAndRelease(rounds)));
            }
            for (Future<?> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(0, budget.reservedBytes());
    }

    /** Each thread needs more than half: any waiter that is forgotten waits for ever once the others are done. */
    private void reserveAndRelease(int rounds) {
        Semaphore told = new Semaphore(0);
        Runnable tell = told::release;
        for (int i = 0; i < rounds; i++) {
            while (!budget.tryReserve(60)) {
                budget.awaitRoom(tell);
                if (budget.tryReserve(60)) {
                    break;
                }
                try {
                    assertTrue(told.tryAcquire(30, TimeUnit.SECONDS), "a waiter was forgotten");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            budget.release(60);
        }
    }
}
