package dev.targetnode.core.loop;

/** How an event loop waits for sockets, and where file operations may go. */
public enum Transport {
    /** Linux io_uring: sockets and files on one ring. */
    IO_URING("io_uring"),
    /** Linux epoll: sockets on the loop, files on a thread pool. */
    EPOLL("epoll"),
    /** Java NIO, everywhere. */
    NIO("nio");

    private final String settingName;

    Transport(String settingName) {
        this.settingName = settingName;
    }

    /** The name that the setting {@code target-node.loops.transport} and the log use. */
    public String settingName() {
        return settingName;
    }
}
