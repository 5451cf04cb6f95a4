package dev.targetnode.iscsi.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.memory.MemoryBudget;
import dev.targetnode.iscsi.harness.Commands;
import org.junit.jupiter.api.Test;

class TaskTableTest {
    private static final int TAG = 0xFFFF_FFF0; // negative as an int: must not reach into the sequence above it

    private final TaskTable table = new TaskTable();

    private IscsiTask task(int initiatorTaskTag) {
        IscsiTask task = new IscsiTask(
                table.nextTag(initiatorTaskTag),
                Commands.command(initiatorTaskTag, 1, 0, 0, 0, 100, false, true),
                0,
                new MemoryBudget(1),
                100);
        table.add(task);
        return task;
    }

    @Test
    void findsALiveTaskByItsTagAndTakesItByItsCompletion() {
        IscsiTask task = task(TAG);
        assertSame(task, table.byInitiatorTag(TAG));
        assertSame(task, table.take(task.tag));
        assertNull(table.take(task.tag));
        assertTrue(table.isEmpty());
    }

    @Test
    void aRetiredTaskKeepsItsBuffersAndGivesItsTagAway() {
        IscsiTask old = task(TAG);
        table.retire(old);
        assertNull(table.byInitiatorTag(TAG));
        IscsiTask young = task(TAG);
        assertNotEquals(old.tag, young.tag);
        assertSame(old, table.take(old.tag));
        assertSame(young, table.byInitiatorTag(TAG));
        assertSame(young, table.take(young.tag));
        assertTrue(table.isEmpty());
    }

    @Test
    void lateDataIsExpectedOfATaskThatEndedWithAnOpenTransfer() {
        IscsiTask task = task(TAG);
        task.transfer = new WriteTransfer(100, 0, false, 100, 100, 1);
        table.remove(task);
        assertTrue(table.isLateData(TAG));
        task(TAG);
        assertFalse(table.isLateData(TAG), "the tag is another task's now");
    }

    @Test
    void noLateDataIsExpectedOfATransferThatWasComplete() {
        IscsiTask task = task(TAG);
        task.transfer = new WriteTransfer(100, 100, false, 100, 100, 1);
        table.remove(task);
        assertFalse(table.isLateData(TAG));
    }

    @Test
    void onlySoManyTagsAreRememberedForLateData() {
        for (int tag = 0; tag < 5000; tag++) {
            table.expectLateData(tag);
        }
        assertFalse(table.isLateData(0));
        assertTrue(table.isLateData(4999));
        long remembered = java.util.stream.IntStream.range(0, 5000)
                .filter(table::isLateData)
                .count();
        assertEquals(1024, remembered);
    }

    @Test
    void listsTheLiveTasksThatMatch() {
        IscsiTask first = task(1);
        task(2);
        table.retire(task(3));
        assertEquals(1, table.live(task -> task.initiatorTaskTag == 1).size());
        assertSame(first, table.live(task -> task.initiatorTaskTag == 1).get(0));
        assertEquals(2, table.liveCount());
        assertEquals(1, table.retiredCount());
    }
}
