package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.Errno;
import dev.targetnode.core.loop.EventLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Operations by threads that wait. What is submitted in one loop turn is handed over at its end, and completions come
 * back together, so that neither side is woken for each operation. At most {@code workersMax} threads work here: a
 * file that is stuck holds these and no others.
 */
final class PooledFileEngine implements FileEngine {
    /** A completion waits at most for this many others of its worker, and not once {@link #DELAY_NANOS} have passed. */
    private static final int BATCH_MAX = 16;

    private static final long DELAY_NANOS = 50_000;

    private final int fd;
    private final EventLoops.Loop loop;
    private final Executor threads;
    private final int workersMax;
    private final Runnable handOver = this::handOver;
    private final Runnable work = this::work;
    private final Runnable deliver = this::deliver;

    private List<FileOperation> submitted = new ArrayList<>();
    private final ConcurrentLinkedQueue<FileOperation> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger workers = new AtomicInteger();
    private final ConcurrentLinkedQueue<FileOperation> completed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean delivering = new AtomicBoolean();

    PooledFileEngine(int fd, EventLoops.Loop loop, Executor threads, int workersMax) {
        this.fd = fd;
        this.loop = loop;
        this.threads = threads;
        this.workersMax = workersMax;
    }

    @Override
    public void submit(FileOperation operation) {
        submitted.add(operation);
        if (submitted.size() > 1) {
            return;
        }
        TurnEnd.run(loop, handOver);
    }

    private void handOver() {
        List<FileOperation> batch = submitted;
        submitted = new ArrayList<>(batch.size());
        queue.addAll(batch);
        int wanted = Math.min(batch.size(), workersMax);
        while (wanted-- > 0 && addWorker()) {
            try {
                threads.execute(work);
            } catch (RejectedExecutionException refused) {
                workers.decrementAndGet();
                if (workers.get() == 0) {
                    refuseAll();
                }
                return;
            }
        }
    }

    /** The threads are gone, and nothing will be done any more. */
    private void refuseAll() {
        FileOperation operation = queue.poll();
        while (operation != null) {
            operation.setResult(Errno.ESHUTDOWN);
            completed.add(operation);
            operation = queue.poll();
        }
        announce();
    }

    private boolean addWorker() {
        int count = workers.get();
        while (count < workersMax) {
            if (workers.compareAndSet(count, count + 1)) {
                return true;
            }
            count = workers.get();
        }
        return false;
    }

    private void work() {
        do {
            drain();
            workers.decrementAndGet();
            // what came after the queue was seen empty, and before this worker was seen leaving, is still its own
        } while (!queue.isEmpty() && addWorker());
    }

    private void drain() {
        int held = 0;
        long heldSince = System.nanoTime();
        FileOperation operation = queue.poll();
        while (operation != null) {
            operation.setResult(BlockingFileIo.perform(fd, operation));
            completed.add(operation);
            held++;
            operation = queue.poll();
            long now = System.nanoTime();
            if (operation == null || held >= BATCH_MAX || now - heldSince > DELAY_NANOS) {
                announce();
                held = 0;
                heldSince = now;
            }
        }
    }

    private void announce() {
        if (delivering.compareAndSet(false, true)) {
            loop.netty().execute(deliver);
        }
    }

    private void deliver() {
        delivering.set(false); // before the queue is emptied: what comes later announces itself
        FileOperation operation = completed.poll();
        while (operation != null) {
            operation.complete(operation.result());
            operation = completed.poll();
        }
    }

    @Override
    public void close() {
        // its threads belong to the node, and leave by themselves
    }
}
