package dev.targetnode.core.scsi;

import static dev.targetnode.core.scsi.TaskAttribute.HEAD_OF_QUEUE;
import static dev.targetnode.core.scsi.TaskAttribute.ORDERED;
import static dev.targetnode.core.scsi.TaskAttribute.SIMPLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TaskSetTest {
    private record Task(int number, TaskAttribute attribute) {}

    private final TaskSet<String> set = new TaskSet<>();
    private final List<String> started = new ArrayList<>();

    @Test
    void simpleCommandsStartAtOnce() {
        assertTrue(set.arrive("a", SIMPLE));
        assertTrue(set.arrive("b", SIMPLE));
        set.finish(SIMPLE, started::add);
        assertEquals(1, set.enabled());
    }

    @Test
    void orderedWaitsForEverythingOlderAndHoldsEverythingYounger() {
        assertTrue(set.arrive("a", SIMPLE));
        assertFalse(set.arrive("ordered", ORDERED));
        assertFalse(set.arrive("b", SIMPLE));
        assertFalse(set.arrive("c", SIMPLE));
        set.finish(SIMPLE, started::add);
        assertEquals(List.of("ordered"), started);
        set.finish(ORDERED, started::add);
        assertEquals(List.of("ordered", "b", "c"), started);
    }

    @Test
    void headOfQueueIsNeverBlockedAndHoldsYoungerSimpleCommands() {
        assertTrue(set.arrive("a", SIMPLE));
        assertFalse(set.arrive("ordered", ORDERED));
        assertTrue(set.arrive("head", HEAD_OF_QUEUE));
        assertFalse(set.arrive("b", SIMPLE));
        set.finish(SIMPLE, started::add);
        assertEquals(List.of(), started);
        set.finish(HEAD_OF_QUEUE, started::add);
        assertEquals(List.of("ordered"), started);
    }

    @Test
    void abortingAWaitingOrderedCommandFreesWhatItHeld() {
        assertTrue(set.arrive("a", SIMPLE));
        assertFalse(set.arrive("ordered", ORDERED));
        assertFalse(set.arrive("b", SIMPLE));
        assertTrue(set.abort("ordered", started::add));
        assertEquals(List.of("b"), started);
        assertFalse(set.abort("a", started::add));
    }

    @Test
    void aStartedCommandMayEndWithinTheCallback() {
        assertTrue(set.arrive("a", ORDERED));
        assertFalse(set.arrive("b", ORDERED));
        assertFalse(set.arrive("c", SIMPLE));
        set.finish(ORDERED, task -> {
            started.add(task);
            set.finish(task.equals("b") ? ORDERED : SIMPLE, started::add);
        });
        assertEquals(List.of("b", "c"), started);
        assertEquals(0, set.waiting());
    }

    @Test
    void refusesAnEndThatHadNoBeginningAndAca() {
        assertThrows(IllegalStateException.class, () -> set.finish(SIMPLE, started::add));
        assertThrows(IllegalArgumentException.class, () -> set.arrive("a", TaskAttribute.ACA));
        assertEquals(SIMPLE, TaskAttribute.ofIscsi(0));
        assertEquals(TaskAttribute.ACA, TaskAttribute.ofIscsi(4));
        assertNull(TaskAttribute.ofIscsi(5));
    }

    @Test
    void noCommandOvertakesWhatItMustNotAndNoneIsForgotten() {
        Random random = Seeds.random("TaskSetTest");
        for (int run = 0; run < 200; run++) {
            walk(random);
        }
    }

    private static void walk(Random random) {
        TaskSet<Task> tasks = new TaskSet<>();
        List<Task> live = new ArrayList<>(); // in order of arrival
        List<Task> enabled = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            int before = enabled.size();
            if (random.nextInt(5) < 3) {
                int kind = random.nextInt(10);
                Task task = new Task(step, kind < 7 ? SIMPLE : kind < 9 ? ORDERED : HEAD_OF_QUEUE);
                live.add(task);
                if (tasks.arrive(task, task.attribute())) {
                    enabled.add(task);
                }
            } else if (!enabled.isEmpty()) {
                Task ended = enabled.remove(random.nextInt(enabled.size()));
                before--;
                live.remove(ended);
                tasks.finish(ended.attribute(), enabled::add);
            } else if (!live.isEmpty()) {
                throw new AssertionError("nothing is enabled, yet commands wait: " + live);
            }
            for (Task task : enabled.subList(before, enabled.size())) {
                assertMayRun(task, live);
            }
        }
    }

    /** SAM-5 8.6, checked when a command becomes enabled. */
    private static void assertMayRun(Task task, List<Task> live) {
        for (Task older : live) {
            if (older.number() >= task.number()) {
                return;
            }
            boolean blocks = switch (task.attribute()) {
                case SIMPLE -> older.attribute() != SIMPLE;
                case ORDERED -> true;
                case HEAD_OF_QUEUE, ACA -> false;
            };
            assertFalse(blocks, () -> task + " overtook " + older);
        }
    }
}
