package dev.targetnode.iscsi.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * A Netty channel as a stage: frames in, received bytes out. Must be materialized on the channel's own event loop.
 *
 * <p>Backpressure runs end to end: demand on the outlet is what arms {@code channel.read()}, at most one read ahead of it,
 * and {@code isWritable} is what lets the inlet be pulled. Frames written during one turn of the loop are flushed once, at its end, so that the
 * more is queued the more goes out in one system call, while a lone answer does not wait.
 *
 * <p>The thread is the same but the context is not: channel callbacks may not push or pull. They put what they have
 * into a deque and ring the stage's doorbell once.
 */
final class ChannelStage extends GraphStage<FlowShape<OutboundFrame, ByteBuf>> {
    /** How long a closing channel may take to hand its last bytes to the kernel. */
    private static final long LINGER_SECONDS = 5;

    /** Received buffers that may wait here while the socket is read on, where that saves system calls. */
    private static final int READ_AHEAD = 1;

    private final Inlet<OutboundFrame> in = Inlet.create("ChannelStage.in");
    private final Outlet<ByteBuf> out = Outlet.create("ChannelStage.out");
    private final FlowShape<OutboundFrame, ByteBuf> shape = FlowShape.of(in, out);
    private final Channel channel;
    private final DataLanding landing;
    private final HeaderPool headers;

    /**
     * A stage for one channel.
     *
     * @param landing told of each arrival, so that it offers no place ahead of bytes that wait here
     * @param headers where headers of written frames go back to; closed with the stage
     */
    ChannelStage(Channel channel, DataLanding landing, HeaderPool headers) {
        this.channel = channel;
        this.landing = landing;
        this.headers = headers;
    }

    @Override
    public FlowShape<OutboundFrame, ByteBuf> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final ArrayDeque<ByteBuf> received = new ArrayDeque<>();
        private final FrameWriter writer = FrameWriter.of(channel, headers);
        private final Runnable flush = this::flushNow;
        private final AsyncCallback<Done> doorbell = createAsyncCallback(ignored -> onDoorbell());
        /** Elsewhere a read takes its buffer when it is armed, which would be before its place is known. */
        private final boolean readsAhead = channel instanceof EpollSocketChannel;

        private boolean rung;
        private final SingleThreadEventLoop loop = (SingleThreadEventLoop) channel.eventLoop();
        private boolean flushScheduled;
        private boolean inactive;
        private @Nullable Throwable failure;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    write(grab(in));
                    if (writer.isWritable()) {
                        pull(in);
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    closeAfterFlush();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    ByteBuf next = received.poll();
                    if (next != null) {
                        push(out, next);
                    } else if (inactive) {
                        finish();
                    } else {
                        channel.read();
                    }
                }
            });
        }

        @Override
        public void preStart() {
            if (!channel.isActive()) {
                inactive = true;
                completeStage();
                return;
            }
            channel.pipeline().addLast(new Handler());
            pull(in);
        }

        @Override
        public void postStop() {
            for (ByteBuf buffer : received) {
                buffer.release();
            }
            received.clear();
            inactive = true;
            writer.close();
            headers.close();
            channel.close();
        }

        private void write(OutboundFrame frame) {
            writer.write(frame);
            if (!flushScheduled) {
                flushScheduled = true;
                loop.executeAfterEventLoopIteration(flush);
            }
        }

        private void flushNow() {
            flushScheduled = false;
            writer.flush();
            if (!isClosed(in) && !hasBeenPulled(in) && writer.isWritable()) {
                ring(); // the turn's bytes had filled the writer
            }
        }

        /** The stage stays until the channel is closed, so that what was written last still reaches the peer. */
        private void closeAfterFlush() {
            writer.flush();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            var deadline = channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(future -> deadline.cancel(false));
        }

        private void ring() {
            if (!rung) {
                rung = true;
                doorbell.invoke(Done.getInstance());
            }
        }

        private void onDoorbell() {
            rung = false;
            if (isAvailable(out)) {
                ByteBuf next = received.poll();
                if (next != null) {
                    push(out, next);
                }
            }
            if (inactive) {
                finish(); // what nobody has asked for by now is dropped
                return;
            }
            if (writer.isWritable() && !hasBeenPulled(in) && !isClosed(in)) {
                pull(in);
            }
        }

        private void finish() {
            if (failure != null) {
                failStage(failure);
            } else {
                completeStage();
            }
        }

        /** The channel's side: never pushes, never pulls. */
        private final class Handler extends ChannelInboundHandlerAdapter {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (inactive) {
                    ((ByteBuf) message).release();
                } else {
                    received.add((ByteBuf) message);
                    landing.arrived();
                }
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                if (!received.isEmpty()) {
                    ring();
                }
                if (readsAhead && received.size() <= READ_AHEAD) {
                    context.read(); // stays armed: to disarm and arm again costs two system calls a turn
                }
            }

            @Override
            public void channelWritabilityChanged(ChannelHandlerContext context) {
                ring();
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                inactive = true;
                ring();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                failure = cause;
                context.close();
            }
        }
    }
}
