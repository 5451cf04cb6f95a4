package dev.targetnode.core.scsi;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * The order in which the commands of one task set become enabled (SAM-5 8.5 to 8.7): HEAD OF QUEUE at once, ORDERED when
 * everything older has ended, SIMPLE when no older ORDERED or HEAD OF QUEUE command is left. A waiting command also lets
 * a HEAD OF QUEUE command pass that arrived after it.
 *
 * <p>Mutable, owned by one actor. As long as all commands are SIMPLE nothing is allocated and nothing searched.
 *
 * @param <T> the caller's task, compared by identity
 */
public final class TaskSet<T> {
    private record Waiting<T>(T task, boolean ordered) {}

    private final ArrayDeque<Waiting<T>> waiting = new ArrayDeque<>();
    private int simple;
    private int ordered;
    private int headOfQueue;

    /**
     * A command arrives.
     *
     * @param attribute SIMPLE, ORDERED or HEAD_OF_QUEUE; HEAD_OF_QUEUE too for {@link Operation#implicitHeadOfQueue}
     * @return true when it is enabled now; false when it waits, to be handed out by a later {@link #finish} or
     *     {@link #abort}
     */
    public boolean arrive(T task, TaskAttribute attribute) {
        return switch (attribute) {
            case HEAD_OF_QUEUE -> {
                headOfQueue++;
                yield true;
            }
            case SIMPLE -> {
                if (waiting.isEmpty() && ordered == 0 && headOfQueue == 0) {
                    simple++;
                    yield true;
                }
                waiting.add(new Waiting<>(task, false));
                yield false;
            }
            case ORDERED -> {
                if (waiting.isEmpty() && enabled() == 0) {
                    ordered++;
                    yield true;
                }
                waiting.add(new Waiting<>(task, true));
                yield false;
            }
            case ACA -> throw new IllegalArgumentException("ACA is refused before it reaches the task set");
        };
    }

    /**
     * An enabled command has ended, aborted or not.
     *
     * @param attribute what it arrived with
     * @param start called once for each command that becomes enabled by this, in order; may call back into this set
     */
    public void finish(TaskAttribute attribute, Consumer<? super T> start) {
        int left = switch (attribute) {
            case SIMPLE -> --simple;
            case ORDERED -> --ordered;
            case HEAD_OF_QUEUE -> --headOfQueue;
            case ACA -> -1;
        };
        if (left < 0) {
            throw new IllegalStateException("a command ended that was not enabled: " + attribute);
        }
        if (!waiting.isEmpty()) {
            enableWaiting(start);
        }
    }

    /**
     * Takes a command that waits out of the set.
     *
     * @return false where it does not wait: then it is enabled, and {@link #finish} tells its end, or it is unknown
     */
    public boolean abort(T task, Consumer<? super T> start) {
        for (Iterator<Waiting<T>> all = waiting.iterator(); all.hasNext(); ) {
            if (isSame(all.next().task(), task)) {
                all.remove();
                enableWaiting(start);
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // a task is the caller's object, not a value
    private static boolean isSame(Object a, Object b) {
        return a == b;
    }

    private void enableWaiting(Consumer<? super T> start) {
        while (true) {
            Waiting<T> next = waiting.peek();
            if (next == null || ordered > 0 || headOfQueue > 0 || (next.ordered() && simple > 0)) {
                return;
            }
            waiting.remove();
            if (next.ordered()) {
                ordered++;
            } else {
                simple++;
            }
            start.accept(next.task());
        }
    }

    /** How many commands are enabled and have not ended. */
    public int enabled() {
        return simple + ordered + headOfQueue;
    }

    /** How many commands wait. */
    public int waiting() {
        return waiting.size();
    }
}
