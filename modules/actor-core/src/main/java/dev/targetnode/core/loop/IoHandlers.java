package dev.targetnode.core.loop;

import dev.targetnode.core.loop.LoopSettings.RingSettings;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;

/** Makes the part of a loop that waits for I/O. */
final class IoHandlers {
    private IoHandlers() {}

    /**
     * A factory for this transport.
     *
     * @throws RuntimeException of Netty's when the transport is not available or refuses the ring's settings
     */
    static IoHandlerFactory factory(Transport transport, RingSettings ring) {
        IoHandlerFactory factory = switch (transport) {
            case IO_URING -> IoUringIoHandler.newFactory(config(ring));
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
        // A loop never changes its thread. A factory that does not offer it spares two readings of the clock a turn.
        return executor -> factory.newHandler(executor);
    }

    private static IoUringIoHandlerConfig config(RingSettings ring) {
        return new IoUringIoHandlerConfig()
                .setRingSize(ring.entries())
                .setCqSize(ring.completionEntries())
                .setMaxBoundedWorker(ring.boundedWorkers());
    }
}
