package dev.targetnode.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does several things at once, each on a thread of its own. */
final class Together {
    /** One of them; what it throws fails the test. */
    interface Work {
        void run() throws Exception;
    }

    private Together() {}

    /** Returns when all are done; {@code limit} is for each of them. */
    static void run(List<Work> works, Duration limit) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(works.size());
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (Work work : works) {
                futures.add(threads.submit(() -> {
                    work.run();
                    return 0;
                }));
            }
            for (Future<?> future : futures) {
                future.get(limit.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
