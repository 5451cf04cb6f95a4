package dev.targetnode.backstore.file;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Has jobs that wait done by one thread at a time, in order: one that is slow holds one thread of the node and no more.
 * Used on the loop, which also hears of every end.
 */
final class OneAtATime {
    /** Something to do. */
    interface Job {
        /** On a thread that may wait. */
        void run();

        /**
         * On the loop.
         *
         * @param ran false where there are no threads any more
         */
        void ended(boolean ran);
    }

    private final Executor threads;
    private final Executor loop;
    private final ArrayDeque<Job> waiting = new ArrayDeque<>();
    private boolean busy;

    OneAtATime(Executor threads, Executor loop) {
        this.threads = threads;
        this.loop = loop;
    }

    void submit(Job job) {
        waiting.add(job);
        startNext();
    }

    private void startNext() {
        while (!busy && !waiting.isEmpty()) {
            Job job = waiting.remove();
            busy = true;
            try {
                threads.execute(() -> {
                    job.run();
                    loop.execute(() -> ended(job, true));
                });
            } catch (RejectedExecutionException gone) {
                ended(job, false);
            }
        }
    }

    private void ended(Job job, boolean ran) {
        busy = false;
        job.ended(ran);
        startNext();
    }
}
