package dev.targetnode.iscsi.stream;

import dev.targetnode.core.memory.DataBuffers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;

/** The whole stream of a connection: socket, framing, actor, encoding, socket. */
public final class ConnectionStream {
    /** Bytes waiting for the socket above which nothing more is encoded, and below which encoding goes on. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private ConnectionStream() {}

    /** Starts the stream of an accepted channel on the channel's own loop. Must be called there. */
    public static void run(
            Channel channel,
            PduPort port,
            Framing framing,
            DataBuffers buffers,
            String dispatcherPath,
            Materializer materializer) {
        DataLanding landing = new DataLanding();
        channel.config().setOption(ChannelOption.ALLOCATOR, buffers.plain());
        channel.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers(landing));
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        HeaderPool headers = new HeaderPool(channel.alloc());
        Flow.fromGraph(new ChannelStage(channel, landing, headers))
                .join(Flow.fromGraph(new FramingStage(buffers, landing, framing))
                        .via(new ActorStage(port))
                        .via(new EncodingStage(headers, framing)))
                .withAttributes(ActorAttributes.dispatcher(dispatcherPath))
                .run(materializer);
    }
}
