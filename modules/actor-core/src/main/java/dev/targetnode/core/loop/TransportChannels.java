package dev.targetnode.core.loop;

import io.netty.channel.ChannelFactory;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** The channels that fit a transport: a channel registers only with a loop of its own transport. */
public final class TransportChannels {
    private TransportChannels() {}

    /** Makes listening TCP sockets. */
    public static ChannelFactory<ServerSocketChannel> serverSocket(Transport transport) {
        return switch (transport) {
            case IO_URING -> IoUringServerSocketChannel::new;
            case EPOLL -> EpollServerSocketChannel::new;
            case NIO -> NioServerSocketChannel::new;
        };
    }

    /** Makes TCP sockets that connect. */
    public static ChannelFactory<SocketChannel> socket(Transport transport) {
        return switch (transport) {
            case IO_URING -> IoUringSocketChannel::new;
            case EPOLL -> EpollSocketChannel::new;
            case NIO -> NioSocketChannel::new;
        };
    }
}
