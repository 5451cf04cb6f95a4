package dev.targetnode.core.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random arrivals, ends, aborts and drops against a list that is searched from its beginning each time. */
class RunQueuePropertyTest {
    private static final int RUNS = 2000;
    private static final int STEPS = 80;
    private static final int BLOCKS = 8;

    private static final class Task implements RunQueue.Entry {
        final int number;
        final long first;
        final long end;
        final boolean exclusive;
        boolean aborted;

        Task(int number, long first, long end, boolean exclusive) {
            this.number = number;
            this.first = first;
            this.end = end;
            this.exclusive = exclusive;
        }

        static Task random(int number, Random random) {
            long first = random.nextInt(BLOCKS);
            return new Task(number, first, first + random.nextInt(4), random.nextInt(4) == 0);
        }

        @Override
        public long firstBlock() {
            return first;
        }

        @Override
        public long endBlock() {
            return end;
        }

        @Override
        public boolean exclusive() {
            return exclusive;
        }

        @Override
        public boolean aborted() {
            return aborted;
        }

        boolean shares(Task other) {
            for (long block = first; block < end; block++) {
                if (block >= other.first && block < other.end) {
                    return true;
                }
            }
            return false;
        }

        boolean conflicts(Task other) {
            return (exclusive || other.exclusive) && shares(other);
        }

        @Override
        public String toString() {
            return number + (exclusive ? "x[" : "[") + first + "," + end + ")";
        }
    }

    /** The same rule, without any memory of its own but two lists in the order of arrival. */
    private static final class Model {
        final List<Task> running = new ArrayList<>();
        final List<Task> waiting = new ArrayList<>();

        @Nullable
        Task next(int places) {
            if (running.size() >= places) {
                return null;
            }
            for (int i = 0; i < waiting.size(); i++) {
                Task task = waiting.get(i);
                boolean blocked = running.stream().anyMatch(other -> !other.aborted && task.conflicts(other))
                        || waiting.subList(0, i).stream().anyMatch(task::conflicts);
                if (!blocked) {
                    waiting.remove(task);
                    running.add(task);
                    return task;
                }
            }
            return null;
        }
    }

    @Test
    void startsExactlyWhatTheRuleAllowsInTheOrderOfArrival() {
        Random seeds = Samples.random("RunQueuePropertyTest");
        for (int run = 0; run < RUNS; run++) {
            long seed = seeds.nextLong();
            new Sim(new Random(seed)).run();
        }
    }

    private static final class Sim {
        private final Random random;
        private final int places;
        private final RunQueue<Task> queue = new RunQueue<>();
        private final Model model = new Model();
        private int arrived;

        Sim(Random random) {
            this.random = random;
            this.places = 1 + random.nextInt(5);
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
                check();
            }
            while (!model.running.isEmpty()) {
                end(model.running.get(0));
                check();
            }
            assertEquals(List.of(), model.waiting, "everything ends");
            Task plain = new Task(-1, 0, BLOCKS, false);
            assertTrue(queue.arrive(plain, 1), "nothing exclusive is left");
        }

        private void step() {
            int what = random.nextInt(10);
            if (what < 5 || model.running.isEmpty()) {
                arrive();
            } else if (what < 8) {
                end(model.running.get(random.nextInt(model.running.size())));
            } else if (what == 8) {
                model.running.get(random.nextInt(model.running.size())).aborted = true;
                startWaiting();
            } else {
                drop();
            }
        }

        private void arrive() {
            arrived++;
            Task task = Task.random(arrived, random);
            model.waiting.add(task);
            boolean runs = queue.arrive(task, places);
            Task expected = model.next(places);
            assertEquals(expected == task, runs, () -> task + " among " + model.running + " and " + model.waiting);
        }

        private void end(Task task) {
            model.running.remove(task);
            queue.ended(task);
            startWaiting();
        }

        private void startWaiting() {
            Task expected = model.next(places);
            while (expected != null) {
                assertEquals(expected, queue.next(places));
                expected = model.next(places);
            }
            assertNull(queue.next(places));
        }

        private void drop() {
            int modulus = 2 + random.nextInt(3);
            List<Task> expected = model.waiting.stream()
                    .filter(task -> task.number % modulus == 0)
                    .toList();
            model.waiting.removeAll(expected);
            assertEquals(expected, queue.dropWaiting(task -> task.number % modulus == 0));
            startWaiting();
        }

        private void check() {
            assertTrue(model.running.size() <= places);
            List<Task> running = new ArrayList<>();
            queue.running().forEach(running::add);
            assertEquals(List.copyOf(model.running), running);
            for (Task one : running) {
                for (Task other : running) {
                    boolean together = one != other && !one.aborted && !other.aborted && one.conflicts(other);
                    assertFalse(together, () -> one + " runs together with " + other);
                }
            }
        }
    }
}
