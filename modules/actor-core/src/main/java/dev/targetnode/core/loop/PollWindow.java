package dev.targetnode.core.loop;

/**
 * Decides whether polling pays, from the gaps between one piece of work and the next. Used by one thread.
 *
 * <p>Polling pays while nearly every gap is shorter than the window. A gap that is longer costs {@value #MISS} points
 * and one that is shorter earns 1: with less than four hits to a miss the score runs out and polling stops. So a slow
 * command that is answered by a few quick completions (its send, its timer) does not keep a loop awake. It starts again
 * after {@value #DENSE_RUN} short gaps in a row.
 */
final class PollWindow {
    private static final int SCORE_MAX = 32;
    private static final int MISS = 4;
    private static final int DENSE_RUN = 8;
    /** A gap that ended a sleep has the time to wake up in it, which is about as long as a useful window. */
    private static final int SLEPT_FACTOR = 2;

    private final long windowNanos;
    private int score = SCORE_MAX;
    private int denseRun;
    private boolean open = true;

    PollWindow(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    /** True while a loop that has been idle for this long should poll on. */
    boolean pollAfter(long idleNanos) {
        return open && idleNanos < windowNanos;
    }

    /** Work has come after this gap, which the loop spent asleep or polling. */
    void workAfter(long gapNanos, boolean slept) {
        boolean dense = gapNanos < (slept ? SLEPT_FACTOR * windowNanos : windowNanos);
        if (open) {
            score = dense ? Math.min(score + 1, SCORE_MAX) : score - MISS;
            if (score <= 0) {
                open = false;
                denseRun = 0;
            }
        } else {
            denseRun = dense ? denseRun + 1 : 0;
            if (denseRun >= DENSE_RUN) {
                open = true;
                score = SCORE_MAX;
            }
        }
    }
}
