package dev.targetnode.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollingIoHandlerTest {
    private static final long MICRO = 1_000;
    private static final long WINDOW = 50 * MICRO;

    private final FakeHandler io = new FakeHandler();
    private final FakeLoop loop = new FakeLoop();
    private final PollBudget budget = new PollBudget(1);
    private long nowNanos = 1_000_000;
    private final PollingIoHandler polling = new PollingIoHandler(io, new PollWindow(WINDOW), budget, () -> nowNanos);

    @Test
    void pollsForTheWindowAfterWorkAndThenSleeps() {
        turnWithIo();
        assertEquals("poll", turn(0));
        assertEquals("poll", turn(WINDOW - 1));
        assertEquals("sleep", turn(1));
        assertEquals("sleep", turn(0));
    }

    @Test
    void anIdleLoopStaysAsleepHoweverOftenItIsWokenForNothing() {
        turn(0);
        for (int wake = 0; wake < 10; wake++) {
            assertEquals("sleep", turn(WINDOW * 10));
        }
    }

    @Test
    void aTaskIsWorkToo() {
        turn(0);
        assertEquals("sleep", turn(WINDOW));
        loop.hasTasks = true;
        assertEquals("poll", turn(WINDOW));
        loop.hasTasks = false;
        assertEquals("poll", turn(3 * WINDOW), "the window begins when the tasks are done, not when they begin");
        assertEquals("poll", turn(WINDOW - 1));
        assertEquals("sleep", turn(1));
    }

    @Test
    void aTaskThatEndsASleepIsWork() {
        turn(0);
        io.duringRun = () -> loop.hasTasks = true;
        assertEquals("sleep", turn(WINDOW));
        io.duringRun = () -> {};
        loop.hasTasks = false;
        assertEquals("poll", turn(0));
    }

    @Test
    void doesNotWakeALoopThatIsAwakeAndWakesOneThatSleeps() {
        turnWithIo();
        turn(0);
        polling.wakeup();
        assertEquals(0, io.wakeups, "while polling");
        io.duringRun = polling::wakeup;
        assertEquals("sleep", turn(WINDOW));
        assertEquals(1, io.wakeups, "while asleep");
    }

    @Test
    void asksForTasksOnlyAfterItIsSeenAsleep() {
        turnWithIo();
        turn(0);
        // A task is queued at the last moment: its wake-up either reaches the handler or is found by canBlock.
        loop.duringCanBlock = polling::wakeup;
        assertEquals("sleep", turn(WINDOW));
        assertTrue(io.wakeups > 0, "a wake-up between the question and the sleep is lost");
    }

    @Test
    void doesNotPollWithoutAPermitAndGivesItsOwnBackBeforeItSleeps() {
        assertTrue(budget.tryTake());
        turnWithIo();
        assertEquals("sleep", turn(0));
        budget.giveBack();
        turnWithIo();
        assertEquals("poll", turn(0));
        assertFalse(budget.tryTake(), "held while polling");
        assertEquals("sleep", turn(WINDOW));
        assertTrue(budget.tryTake(), "free while asleep");
    }

    @Test
    void givesItsPermitBackWhenItIsDestroyed() {
        turnWithIo();
        assertEquals("poll", turn(0));
        polling.prepareToDestroy();
        polling.destroy();
        assertTrue(budget.tryTake());
        assertFalse(budget.tryTake(), "given back once");
        polling.wakeup();
        assertEquals(1, io.wakeups, "the wrapped handler answers once destroyed");
    }

    @Test
    void givesUpWhenTrafficIsTooSparseAndComesBackWhenItIsDense() {
        for (int request = 0; request < 20; request++) {
            requestAfter(100 * WINDOW);
        }
        assertEquals("sleep", turn(0), "sparse requests with a quick completion each are not worth polling for");
        for (int request = 0; request < 20; request++) {
            requestAfter(WINDOW / 2);
        }
        assertEquals("poll", turn(0), "dense requests are");
    }

    @Test
    void keepsPollingWhenFewGapsAreLong() {
        for (int request = 0; request < 1_000; request++) {
            requestAfter(request % 10 == 0 ? 4 * WINDOW : WINDOW / 2);
        }
        assertEquals("poll", turn(0));
    }

    @Test
    void passesEverythingElseToTheWrappedHandler() throws Exception {
        polling.initialize();
        assertTrue(polling.isCompatible(IoHandle.class));
        assertSame(io, polling.wrapped());
        assertEquals(List.of("initialize", "isCompatible"), io.calls);
    }

    /** One turn that finds an I/O completion, whichever way it waits for it. */
    private void turnWithIo() {
        io.completions = 1;
        turn(0);
        io.completions = 0;
    }

    /** A request arrives this long after the loop has become idle; its answer's send completes a little later. */
    private void requestAfter(long gapNanos) {
        turn(0);
        turn(Math.min(gapNanos, WINDOW));
        long rest = gapNanos - Math.min(gapNanos, WINDOW);
        io.duringRun = () -> nowNanos += rest;
        turnWithIo();
        io.duringRun = () -> {};
        nowNanos += MICRO;
        turnWithIo();
    }

    /** Lets time pass and runs one turn: what the wrapped handler was allowed. */
    private String turn(long afterNanos) {
        nowNanos += afterNanos;
        polling.run(loop);
        return io.mayBlock ? "sleep" : "poll";
    }

    private static final class FakeLoop implements IoHandlerContext {
        private boolean hasTasks;
        private Runnable duringCanBlock = () -> {};

        @Override
        public boolean canBlock() {
            boolean answer = !hasTasks;
            duringCanBlock.run();
            return answer;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    }

    private static final class FakeHandler implements IoHandler {
        private final List<String> calls = new ArrayList<>();
        private int completions;
        private int wakeups;
        private boolean mayBlock;
        private Runnable duringRun = () -> {};

        @Override
        public void initialize() {
            calls.add("initialize");
        }

        @Override
        public int run(IoHandlerContext context) {
            mayBlock = context.canBlock();
            duringRun.run();
            return completions;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {
            wakeups++;
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            calls.add("isCompatible");
            return true;
        }
    }
}
