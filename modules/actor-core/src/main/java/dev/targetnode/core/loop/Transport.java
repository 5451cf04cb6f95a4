package dev.targetnode.core.loop;

/** How an event loop waits for sockets, and where file operations may go. */
public enum Transport {
    /** Linux io_uring: sockets and files on one ring. */
    IO_URING,
    /** Linux epoll: sockets on the loop, files on a thread pool. */
    EPOLL,
    /** Java NIO, everywhere. */
    NIO
}
