package dev.targetnode.backstore.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.backstore.TestLoop;
import dev.targetnode.backstore.posix.Errno;
import dev.targetnode.core.loop.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PooledFileEngineTest {
    /** No descriptor: the calls fail with EBADF, which is all that these tests need. */
    private static final int NO_FILE = -1;

    private final TestLoop loop = new TestLoop(Transport.NIO);

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    @Test
    void failsOperationsWhenTheThreadsAreGone() throws Exception {
        Executor ended = work -> {
            throw new RejectedExecutionException("ended");
        };
        assertEquals(List.of(Errno.ESHUTDOWN, Errno.ESHUTDOWN), submit(ended, 4, 2));
    }

    @Test
    void handsATurnsOperationsOverTogetherToNoMoreThreadsThanItMay() throws Exception {
        List<Runnable> workers = new ArrayList<>();
        Executor recording = work -> {
            workers.add(work);
            if (workers.size() == 3) {
                workers.forEach(loop.context().blocking()::execute);
            }
        };
        List<Integer> ended = submit(recording, 3, 100);
        assertEquals(3, workers.size());
        assertEquals(100, ended.size());
        assertTrue(ended.stream().allMatch(errno -> errno == Errno.EBADF), ended.toString());
    }

    private List<Integer> submit(Executor threads, int workersMax, int operations) throws Exception {
        PooledFileEngine engine = new PooledFileEngine(NO_FILE, loop, threads, workersMax);
        CompletableFuture<List<Integer>> all = new CompletableFuture<>();
        List<Integer> ended = new ArrayList<>();
        loop.netty().execute(() -> {
            for (int i = 0; i < operations; i++) {
                engine.submit(new FileOperation().flush(errno -> {
                    ended.add(errno);
                    if (ended.size() == operations) {
                        all.complete(ended);
                    }
                }));
            }
        });
        return all.get(10, TimeUnit.SECONDS);
    }
}
