package dev.targetnode.iscsi.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.core.loop.LoopDispatchers;
import dev.targetnode.core.loop.LoopSettings;
import dev.targetnode.core.loop.NettyEventLoops;
import dev.targetnode.core.loop.Transport;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.portal.PortalListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stage on a real loop, its socket on loopback. Each end of the stream is a queue of the test's. */
@Timeout(60)
class ChannelStageTest {
    private static final int WAIT_SECONDS = 20;
    private static final int HIGH_WATER = 64 * 1024;

    private final AtomicInteger flushes = new AtomicInteger();
    private final DataLanding landing = new DataLanding();
    private final AtomicInteger reads = new AtomicInteger();
    private NettyEventLoops loops;
    private ActorSystem<Void> system;
    private PortalListener listener;
    private Socket peer;
    private Channel channel;
    private SourceQueueWithComplete<OutboundFrame> toSocket;
    private SinkQueueWithCancel<ByteBuf> fromSocket;
    private CompletionStage<Done> ended;

    /** Counts what reaches the socket. */
    private final class Counter extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext context) {
            flushes.incrementAndGet();
            context.flush();
        }

        @Override
        public void read(ChannelHandlerContext context) {
            reads.incrementAndGet();
            context.read();
        }
    }

    Transport transport() {
        return Transport.NIO;
    }

    /** Reads that may be armed before there is demand for what they bring. */
    int readAhead() {
        return 0;
    }

    @BeforeEach
    void connect() throws Exception {
        LoopSettings settings = new LoopSettings(
                Optional.of(transport()),
                OptionalInt.of(1),
                0,
                Duration.ofMillis(1),
                100,
                Duration.ofSeconds(5),
                new LoopSettings.RingSettings(256, 512, 0));
        loops = ((NettyEventLoops.Started) NettyEventLoops.start(settings)).loops();
        system = ActorSystem.create(
                Behaviors.empty(), "stage", LoopDispatchers.config(loops).withFallback(ConfigFactory.load()));
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        listener = PortalListener.bind(
                loops,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (child, loop) -> accepted.complete(child));
        peer = new Socket();
        peer.setReceiveBufferSize(4096);
        peer.connect(listener.address());
        channel = accepted.get(WAIT_SECONDS, TimeUnit.SECONDS);
        channel.config().setOption(ChannelOption.SO_SNDBUF, 16 * 1024);
        channel.config()
                .setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(HIGH_WATER / 2, HIGH_WATER));
        channel.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers(landing));
        onLoop(() -> channel.pipeline().addLast(new Counter()));
        var ends = loops.loop(0).netty().submit(this::stream).get(WAIT_SECONDS, TimeUnit.SECONDS);
        toSocket = ends.first().first();
        ended = ends.first().second();
        fromSocket = ends.second();
    }

    private Pair<Pair<SourceQueueWithComplete<OutboundFrame>, CompletionStage<Done>>, SinkQueueWithCancel<ByteBuf>>
            stream() {
        return Source.<OutboundFrame>queue(1000, OverflowStrategy.fail())
                .via(new ChannelStage(channel, landing, new HeaderPool(channel.alloc())))
                .watchTermination(Keep.both())
                .toMat(Sink.<ByteBuf>queue().withAttributes(Attributes.inputBuffer(1, 1)), Keep.both())
                .withAttributes(ActorAttributes.dispatcher(loops.loop(0).dispatcherPath()))
                .run(system);
    }

    @AfterEach
    void end() throws Exception {
        peer.close();
        listener.close();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        loops.close();
    }

    private void onLoop(Runnable work) throws Exception {
        loops.loop(0).netty().submit(work).get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static OutboundFrame frame(int bytes, AtomicLong sent) {
        ByteBuf header = Unpooled.directBuffer(48).writeZero(48);
        return new OutboundFrame(header, Unpooled.directBuffer(bytes).writeZero(bytes), null, sent::incrementAndGet);
    }

    @Test
    void aPeerThatDoesNotReadStopsTheInlet() throws Exception {
        AtomicLong sent = new AtomicLong();
        int frames = 900;
        for (int i = 0; i < frames; i++) {
            toSocket.offer(frame(8 * 1024, sent));
        }
        TestNode.await(() -> !channel.isWritable(), () -> "the channel still takes more");
        onLoop(() -> {});
        long stopped = sent.get();
        assertTrue(stopped < frames / 2, () -> stopped + " frames were taken by nobody");
        long pending = pendingBytes();
        assertTrue(pending <= HIGH_WATER + 9 * 1024, () -> pending + " bytes wait in the channel");
        Thread reader = new Thread(this::readAll);
        reader.start();
        TestNode.await(() -> sent.get() == frames, () -> "sent " + sent.get());
        peer.close();
        reader.join();
    }

    private long pendingBytes() throws Exception {
        AtomicLong pending = new AtomicLong();
        onLoop(() -> pending.set(channel.unsafe().outboundBuffer().totalPendingWriteBytes()));
        return pending.get();
    }

    private void readAll() {
        byte[] bytes = new byte[64 * 1024];
        try {
            while (peer.getInputStream().read(bytes) >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException closed) {
            assertTrue(peer.isClosed());
        }
    }

    @Test
    void withoutDemandTheSocketIsNotRead() throws Exception {
        peer.getOutputStream().write(new byte[100]);
        ByteBuf first = next();
        assertEquals(100, first.readableBytes());
        first.release();
        // The queue asks for one more than has been taken from it; what follows stays in the socket.
        peer.getOutputStream().write(new byte[100]);
        TestNode.await(() -> reads.get() >= 2, () -> "reads " + reads.get());
        onLoop(() -> {});
        peer.getOutputStream().write(new byte[100]);
        peer.getOutputStream().write(new byte[100]);
        for (int turn = 0; turn < 20; turn++) {
            onLoop(() -> {});
        }
        int without = reads.get();
        assertTrue(without <= 3 + readAhead(), () -> without + " reads");
        int rest = 0;
        while (rest < 300) {
            ByteBuf more = next();
            rest += more.readableBytes();
            more.release();
        }
        assertEquals(300, rest);
    }

    private ByteBuf next() throws Exception {
        return fromSocket
                .pull()
                .toCompletableFuture()
                .get(WAIT_SECONDS, TimeUnit.SECONDS)
                .orElseThrow();
    }

    @Test
    void framesOfOneTurnAreFlushedOnce() throws Exception {
        AtomicLong sent = new AtomicLong();
        toSocket.offer(frame(4, sent)).toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        TestNode.await(() -> sent.get() == 1, () -> "not sent");
        int before = flushes.get();
        onLoop(
                () -> { // the stream takes them in a few turns after this one
                    for (int i = 0; i < 10; i++) {
                        toSocket.offer(frame(4, sent));
                    }
                });
        TestNode.await(() -> sent.get() == 11, () -> "sent " + sent.get());
        int flushed = flushes.get() - before;
        assertTrue(flushed <= 3, () -> flushed + " flushes for ten frames");
    }

    @Test
    void theEndFollowsWhatWasWritten() throws Exception {
        AtomicLong sent = new AtomicLong();
        for (int i = 0; i < 5; i++) {
            toSocket.offer(frame(1000, sent));
        }
        toSocket.complete();
        byte[] all = peer.getInputStream().readAllBytes();
        assertArrayEquals(new byte[5 * 1048], all);
        ended.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertFalse(channel.isOpen());
        assertEquals(5, sent.get());
    }

    @Test
    void aPeerThatGoesAwayEndsTheStreamAndSettlesWhatWasWritten() throws Exception {
        AtomicLong sent = new AtomicLong();
        List<OutboundFrame> frames = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            frames.add(frame(8 * 1024, sent));
            toSocket.offer(frames.get(i));
        }
        TestNode.await(() -> !channel.isWritable(), () -> "the channel still takes more");
        peer.setSoLinger(true, 0);
        peer.close();
        ended.handle((done, failure) -> true).toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertFalse(channel.isOpen());
        onLoop(() -> {});
        long given =
                frames.stream().filter(frame -> frame.header().refCnt() == 0).count();
        assertTrue(given > 0);
        assertEquals(given, sent.get());
    }
}
