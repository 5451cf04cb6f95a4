package dev.targetnode.iscsi.portal;

import dev.targetnode.core.loop.EventLoops;
import dev.targetnode.core.loop.TransportChannels;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening portal. Accepts on one loop and gives each connection to the loop that has the fewest, the first of several,
 * where it stays: a lone initiator meets its device on the same loop. Safe from any thread.
 */
public final class PortalListener {
    private static final Logger LOG = LoggerFactory.getLogger(PortalListener.class);
    private static final int BACKLOG = 1024;

    private final ServerSocketChannel channel;

    private PortalListener(ServerSocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Listens. Blocks until the socket is bound; for the start of a node, not for a loop.
     *
     * @param accepted gets every connection, registered with its loop and not yet read from; called on that loop
     * @throws IOException when the address cannot be bound, with the system's reason
     */
    public static PortalListener bind(
            EventLoops loops, InetSocketAddress address, BiConsumer<Channel, EventLoops.Loop> accepted)
            throws IOException, InterruptedException {
        ServerSocketChannel channel =
                TransportChannels.serverSocket(loops.transport()).newChannel();
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        channel.pipeline().addLast(new Acceptor(loops, accepted));
        ChannelFuture registered = loops.loop(0).netty().register(channel).await();
        ChannelFuture bound = registered.isSuccess() ? channel.bind(address).await() : registered;
        Throwable cause = bound.cause();
        if (cause != null) {
            channel.close();
            throw new IOException(cause.getMessage(), cause);
        }
        return new PortalListener(channel);
    }

    /** The address that is bound; its port is a real one even where 0 was asked for. */
    public InetSocketAddress address() {
        return channel.localAddress();
    }

    /** Accepts no more. Connections stay. */
    public void close() {
        channel.close();
    }

    private static final class Acceptor extends ChannelInboundHandlerAdapter {
        private final EventLoops loops;
        private final BiConsumer<Channel, EventLoops.Loop> accepted;
        private final AtomicIntegerArray connections;

        Acceptor(EventLoops loops, BiConsumer<Channel, EventLoops.Loop> accepted) {
            this.loops = loops;
            this.accepted = accepted;
            this.connections = new AtomicIntegerArray(loops.size());
        }

        private int leastLoaded() {
            int best = 0;
            for (int index = 1; index < connections.length(); index++) {
                if (connections.get(index) < connections.get(best)) {
                    best = index;
                }
            }
            return best;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel child = (Channel) message;
            child.config().setOption(ChannelOption.AUTO_READ, false);
            child.config().setOption(ChannelOption.TCP_NODELAY, true);
            child.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            int index = leastLoaded();
            EventLoops.Loop loop = loops.loop(index);
            connections.incrementAndGet(index);
            child.closeFuture().addListener(closed -> connections.decrementAndGet(index));
            loop.netty().register(child).addListener(registered -> {
                if (registered.isSuccess()) {
                    accepted.accept(child, loop);
                } else {
                    LOG.warn("{}: not registered: {}", child, registered.cause().toString());
                    child.unsafe().closeForcibly();
                }
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // Out of descriptors, for instance: the next connection may fare better.
            LOG.warn("a connection was not accepted: {}", cause.toString());
        }
    }
}
