package dev.targetnode.iscsi.stream;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;

/** The way from encoded PDUs to the socket. Confined to the connection's loop. */
interface FrameWriter {

    /** Takes a frame over; it goes out with the next {@link #flush}. */
    void write(OutboundFrame frame);

    /** True while more frames should be written: false means that the peer does not keep up. */
    boolean isWritable();

    /** Gives the kernel as much as it takes. What it does not take goes out later by itself, in order. */
    void flush();

    /** Drops what the kernel has not been given; the channel is closed or closing. */
    void close();

    /** The writer that suits a channel best. */
    static FrameWriter of(Channel channel, HeaderPool headers) {
        ChannelWriter plain = new ChannelWriter(channel);
        return channel instanceof EpollSocketChannel epoll ? new GatherWriter(epoll, headers, plain) : plain;
    }
}
