package dev.targetnode.iscsi.stream;

import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Writes the frames of one turn of the loop in one system call, straight from where their bytes lie. The channel's queue,
 * with its entry and promise for each buffer, comes in only where the socket does not take everything: it waits for the
 * socket, and later frames line up behind it until it is empty.
 */
final class GatherWriter implements FrameWriter {
    private static final int BUFFERS_OF_A_FRAME = 3;

    /** One for each loop: it is filled and used within one flush. */
    private static final FastThreadLocal<SocketVectors> VECTORS = new FastThreadLocal<>() {
        @Override
        protected SocketVectors initialValue() {
            return new SocketVectors();
        }

        @Override
        protected void onRemoval(SocketVectors vectors) {
            vectors.release();
        }
    };

    private final EpollSocketChannel channel;
    private final HeaderPool headers;
    private final ChannelWriter late;
    private final ArrayDeque<OutboundFrame> frames = new ArrayDeque<>();
    private final ArrayDeque<Runnable> sent = new ArrayDeque<>();
    private long queuedBytes;

    GatherWriter(EpollSocketChannel channel, HeaderPool headers, ChannelWriter late) {
        this.channel = channel;
        this.headers = headers;
        this.late = late;
    }

    @Override
    public void write(OutboundFrame frame) {
        if (late.idle()) {
            frames.add(frame);
            queuedBytes += frame.bytes();
        } else {
            late.write(frame);
        }
    }

    @Override
    public boolean isWritable() {
        return queuedBytes < channel.config().getWriteBufferHighWaterMark() && channel.isWritable();
    }

    @Override
    public void flush() {
        if (!late.idle()) {
            late.flush();
        } else if (channel.isActive()) {
            writeQueued(VECTORS.get());
            tellSent();
        } else {
            close();
        }
    }

    private void writeQueued(SocketVectors vectors) {
        while (!frames.isEmpty()) {
            vectors.clear();
            gather(vectors);
            long written = written(vectors);
            if (written < 0) {
                return;
            }
            retire(written);
            if (written < vectors.bytes() || vectors.count() == 0) {
                waitForSocket();
                return;
            }
        }
    }

    /** As many whole frames as fit. One that the kernel cannot address, which no hot path makes, goes the other way. */
    private void gather(SocketVectors vectors) {
        for (OutboundFrame frame : frames) {
            if (vectors.count() + BUFFERS_OF_A_FRAME > SocketVectors.COUNT_MAX || !frame.isDirect()) {
                return;
            }
            vectors.add(frame.header());
            vectors.add(frame.data());
            vectors.add(frame.trailer());
        }
    }

    /** Bytes that the kernel has taken, 0 where it has no room, -1 where the connection has failed. */
    private long written(SocketVectors vectors) {
        if (vectors.count() == 0) {
            return 0;
        }
        try {
            return channel.fd().writevAddresses(vectors.address(), vectors.count());
        } catch (IOException failed) {
            close();
            channel.pipeline().fireExceptionCaught(failed);
            return -1;
        }
    }

    private void retire(long written) {
        long left = written;
        OutboundFrame frame = frames.peek();
        while (frame != null && left >= frame.bytes()) {
            left -= frame.bytes();
            frames.remove();
            finish(frame);
            frame = frames.peek();
        }
        queuedBytes -= written;
        if (frame != null) {
            frame.skip(left);
        }
    }

    private void finish(OutboundFrame frame) {
        headers.giveBack(frame.header());
        if (frame.data() != null) {
            frame.data().release();
        }
        if (frame.trailer() != null) {
            headers.giveBack(frame.trailer());
        }
        if (frame.sent() != null) {
            sent.add(frame.sent());
        }
    }

    private void waitForSocket() {
        frames.forEach(late::write);
        frames.clear();
        queuedBytes = 0;
        tellSent();
        late.flush();
    }

    /** Not before what has been written is accounted for: who hears of it may do anything, even fail. */
    private void tellSent() {
        for (Runnable next = sent.poll(); next != null; next = sent.poll()) {
            next.run();
        }
    }

    @Override
    public void close() {
        while (!frames.isEmpty()) {
            frames.remove().discard();
        }
        queuedBytes = 0;
        tellSent();
    }
}
