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
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening portal. Accepts on one loop and gives each connection to the next loop in turn, where it stays. Safe from
 * any thread.
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
        private int next;

        Acceptor(EventLoops loops, BiConsumer<Channel, EventLoops.Loop> accepted) {
            this.loops = loops;
            this.accepted = accepted;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel child = (Channel) message;
            child.config().setOption(ChannelOption.AUTO_READ, false);
            child.config().setOption(ChannelOption.TCP_NODELAY, true);
            child.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            EventLoops.Loop loop = loops.loop(next);
            next = (next + 1) % loops.size();
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
