package dev.targetnode.backstore.file;

import dev.targetnode.core.loop.EventLoops;

/** Runs something at the end of the loop's turn, when all that its input has set off has been submitted. */
final class TurnEnd {
    private TurnEnd() {}

    /** On the loop only. */
    static void run(EventLoops.Loop loop, Runnable task) {
        loop.netty().executeAfterEventLoopIteration(task);
    }
}
