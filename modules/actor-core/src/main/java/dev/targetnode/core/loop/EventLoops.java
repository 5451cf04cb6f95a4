package dev.targetnode.core.loop;

import io.netty.channel.SingleThreadIoEventLoop;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** The event loops of a node. */
public interface EventLoops {
    /** One loop: a thread, a Netty I/O loop and a Pekko dispatcher at once. */
    interface Loop {
        /** 0 to {@link EventLoops#size()} - 1. */
        int index();

        /**
         * The Netty loop, for channels, ring registrations, timers and
         * {@link SingleThreadIoEventLoop#executeAfterEventLoopIteration(Runnable)}.
         */
        SingleThreadIoEventLoop netty();

        /** Where actors and streams of this loop are started. */
        DispatcherSelector dispatcher();

        /** The full configuration path of {@link #dispatcher()}, for stream attributes. */
        String dispatcherPath();

        /** True on this loop's own thread. */
        boolean inLoop();
    }

    /** Names these loops in the configuration of the actor systems that run on them; unique in the process. */
    String id();

    /** How many there are, at least 1. */
    int size();

    /** The loop with this index. */
    Loop loop(int index);

    /** The transport all of them use. */
    Transport transport();
}
