package dev.targetnode.core.target;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks run and which wait, for a place or for one another. An exclusive task and one that overlaps it never run
 * together, and neither overtakes the other: who came first goes first (SBC-3 4.26 on atomicity of COMPARE AND WRITE).
 * Others run in any company. Confined to its owner; knows neither actors nor the store.
 *
 * <p>As long as there is no exclusive task, nothing is compared.
 *
 * @param <T> the tasks, compared by identity
 */
final class RunQueue<T extends RunQueue.Entry> {
    /** What is asked of a task; all but {@link #aborted} never changes. */
    interface Entry {
        /** The first block that it touches. */
        long firstBlock();

        /** The block behind the last; no more than {@link #firstBlock} for a task that touches none. */
        long endBlock();

        /** It may not run together with what overlaps it. */
        boolean exclusive();

        /** It runs, but keeps nobody waiting: who would be harmed by it is told by others. */
        boolean aborted();
    }

    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    private final Set<T> running = new LinkedHashSet<>();
    private int exclusives;

    /**
     * A task comes.
     *
     * @param placesMax how many may run at once
     * @return whether it runs from now on; else {@link #next} hands it out, or {@link #dropWaiting}
     */
    boolean arrive(T task, int placesMax) {
        boolean plain = exclusives == 0 && !task.exclusive();
        if (task.exclusive()) {
            exclusives++;
        }
        if (running.size() < placesMax && (plain || mayJoin(task, waiting))) {
            running.add(task);
            return true;
        }
        waiting.add(task);
        return false;
    }

    /** A running task has ended. */
    void ended(T task) {
        running.remove(task);
        leave(task);
    }

    private void leave(T task) {
        if (task.exclusive()) {
            exclusives--;
        }
    }

    /** The first waiting task that may run now, and does from now on; null when there is none. */
    @Nullable
    T next(int placesMax) {
        if (waiting.isEmpty() || running.size() >= placesMax) {
            return null;
        }
        T next = exclusives == 0 ? waiting.remove() : firstUnblocked();
        if (next != null) {
            running.add(next);
        }
        return next;
    }

    private @Nullable T firstUnblocked() {
        List<T> passed = new ArrayList<>();
        List<T> exclusivesPassed = new ArrayList<>();
        for (Iterator<T> all = waiting.iterator(); all.hasNext(); ) {
            T task = all.next();
            if (mayJoin(task, task.exclusive() ? passed : exclusivesPassed)) {
                all.remove();
                return task;
            }
            passed.add(task);
            if (task.exclusive()) {
                exclusivesPassed.add(task);
            }
        }
        return null;
    }

    /** Whether nothing that runs stands in its way, nor anything among those that came before it. */
    private boolean mayJoin(T task, Iterable<T> earlier) {
        for (T other : running) {
            if (!other.aborted() && conflict(task, other)) {
                return false;
            }
        }
        for (T other : earlier) {
            if (conflict(task, other)) {
                return false;
            }
        }
        return true;
    }

    /** Whether two tasks may not run together. */
    static boolean conflict(Entry one, Entry other) {
        return (one.exclusive() || other.exclusive())
                && one.firstBlock() < one.endBlock()
                && other.firstBlock() < other.endBlock()
                && one.firstBlock() < other.endBlock()
                && other.firstBlock() < one.endBlock();
    }

    /** Takes waiting tasks out, in their order. */
    List<T> dropWaiting(Predicate<T> which) {
        List<T> dropped = new ArrayList<>();
        for (Iterator<T> all = waiting.iterator(); all.hasNext(); ) {
            T task = all.next();
            if (which.test(task)) {
                all.remove();
                leave(task);
                dropped.add(task);
            }
        }
        return dropped;
    }

    /** Shows every task, those that wait first. */
    void forEach(Consumer<T> look) {
        waiting.forEach(look);
        running.forEach(look);
    }

    /** The tasks that run, in the order of their start. */
    Iterable<T> running() {
        return running;
    }
}
