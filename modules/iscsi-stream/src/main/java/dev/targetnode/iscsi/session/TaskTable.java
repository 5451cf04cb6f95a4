package dev.targetnode.iscsi.session;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every task of a session. A live task is found by its Initiator Task Tag. One that is over for the initiator while its
 * logical unit still has it is retired: its tag may be used again, its buffers stay until the unit gives it back. Data-Out
 * that is still on its way for a task that ended early is expected for a while, and dropped. Not thread-safe.
 */
final class TaskTable {
    /** Ended tasks whose late Data-Out is still recognised. */
    private static final int LATE_DATA_MAX = 1024;

    private final IntObjectMap<IscsiTask> live = new IntObjectHashMap<>();
    private final Map<Long, IscsiTask> retired = new HashMap<>();
    private final Set<Integer> lateData = Collections.newSetFromMap(new Recent());
    private long lastTag;

    private static final class Recent extends LinkedHashMap<Integer, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
            return size() > LATE_DATA_MAX;
        }
    }

    /** A new tag: the sequence above, the Initiator Task Tag below, so that a completion finds its task. */
    long nextTag(int initiatorTaskTag) {
        lastTag++;
        return lastTag << Integer.SIZE | Integer.toUnsignedLong(initiatorTaskTag);
    }

    @Nullable
    IscsiTask byInitiatorTag(int initiatorTaskTag) {
        return live.get(initiatorTaskTag);
    }

    void add(IscsiTask task) {
        live.put(task.initiatorTaskTag, task);
        lateData.remove(task.initiatorTaskTag);
    }

    /** Takes the task that a completion names out of the table, live or retired. */
    @Nullable
    IscsiTask take(long tag) {
        IscsiTask task = live.get((int) tag);
        if (task != null && task.tag == tag) {
            live.remove((int) tag);
            return task;
        }
        return retired.remove(tag);
    }

    /** The task ends for the initiator. */
    void remove(IscsiTask task) {
        live.remove(task.initiatorTaskTag);
        if (task.transfer != null && !task.transfer.complete()) {
            lateData.add(task.initiatorTaskTag);
        }
    }

    /** The task ends for the initiator while its logical unit has it. */
    void retire(IscsiTask task) {
        remove(task);
        retired.put(task.tag, task);
    }

    /** Data may still come for a command that was refused before it became a task. */
    void expectLateData(int initiatorTaskTag) {
        lateData.add(initiatorTaskTag);
    }

    boolean isLateData(int initiatorTaskTag) {
        return lateData.contains(initiatorTaskTag);
    }

    /** The live tasks that match, in no order. */
    List<IscsiTask> live(Predicate<IscsiTask> which) {
        List<IscsiTask> found = new ArrayList<>();
        for (IscsiTask task : live.values()) {
            if (which.test(task)) {
                found.add(task);
            }
        }
        return found;
    }

    int liveCount() {
        return live.size();
    }

    /** True when no task is left, live or retired. */
    boolean isEmpty() {
        return live.isEmpty() && retired.isEmpty();
    }

    int retiredCount() {
        return retired.size();
    }
}
