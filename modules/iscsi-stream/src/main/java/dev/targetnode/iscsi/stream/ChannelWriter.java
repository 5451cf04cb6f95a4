package dev.targetnode.iscsi.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;

/** Writes frames through the channel's own queue, which every transport has. */
final class ChannelWriter implements FrameWriter {
    private final Channel channel;
    private int unfinished;

    ChannelWriter(Channel channel) {
        this.channel = channel;
    }

    @Override
    public void write(OutboundFrame frame) {
        ByteBuf data = frame.data();
        ByteBuf trailer = frame.trailer();
        Runnable sent = frame.sent();
        ChannelPromise last = channel.newPromise();
        unfinished++;
        last.addListener(future -> {
            unfinished--;
            if (sent != null) {
                sent.run();
            }
        });
        channel.write(frame.header(), data == null && trailer == null ? last : channel.voidPromise());
        if (data != null) {
            channel.write(data, trailer == null ? last : channel.voidPromise());
        }
        if (trailer != null) {
            channel.write(trailer, last);
        }
    }

    /** True when the kernel has taken everything. */
    boolean idle() {
        return unfinished == 0;
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void close() {
        // The channel drops its queue itself when it closes.
    }
}
