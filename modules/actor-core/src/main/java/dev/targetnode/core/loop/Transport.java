package dev.targetnode.core.loop;

/**
 * How an event loop waits for sockets, and where file operations may go; the one that has been measured to serve best first
 * (docs/adr/0009-epoll-before-io-uring.md).
 */
public enum Transport {
    /** Linux epoll: sockets on the loop, files at once from the page cache or else on threads. */
    EPOLL("epoll"),
    /** Linux io_uring: sockets and files on one ring. */
    IO_URING("io_uring"),
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
