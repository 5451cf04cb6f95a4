package dev.targetnode.iscsi.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames through a real socket whose buffers are small, so that the kernel takes them in pieces. */
@Timeout(60)
class GatherWriterTest {
    private static final int WAIT_SECONDS = 20;
    private static final int FRAMES = 400;

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private EventLoopGroup loops;
    private Channel server;
    private EpollSocketChannel channel;
    private Socket peer;
    private HeaderPool headers;
    private GatherWriter writer;

    @BeforeEach
    void connect() throws Exception {
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        CompletableFuture<EpollSocketChannel> accepted = new CompletableFuture<>();
        server = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.SO_SNDBUF, 8 * 1024)
                .childHandler(new ChannelInitializer<EpollSocketChannel>() {
                    @Override
                    protected void initChannel(EpollSocketChannel child) {
                        child.pipeline().addLast(new ChannelInboundHandlerAdapter());
                        accepted.complete(child);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        peer = new Socket();
        peer.setReceiveBufferSize(4096);
        peer.connect((InetSocketAddress) server.localAddress());
        channel = accepted.get(WAIT_SECONDS, TimeUnit.SECONDS);
        headers = new HeaderPool(allocator);
        writer = new GatherWriter(channel, headers, new ChannelWriter(channel));
    }

    @AfterEach
    void end() throws Exception {
        peer.close();
        onLoop(() -> {
            writer.close();
            headers.close();
        });
        server.close().sync();
        loops.shutdownGracefully(0, WAIT_SECONDS, TimeUnit.SECONDS).sync();
    }

    private void onLoop(Runnable work) throws Exception {
        channel.eventLoop().submit(work).get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static ByteBuf random(ByteBuf into, int bytes, Random random, ByteArrayOutputStream expected) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        expected.writeBytes(content);
        return into.writeBytes(content);
    }

    @Test
    void everyByteArrivesOnceAndInOrderHoweverTheSocketCutsThem() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        List<Integer> sent = new ArrayList<>();
        List<ByteBuf> data = new ArrayList<>();
        CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> read(new Random(seed)));
        for (int begin = 0; begin < FRAMES; begin += 10) {
            int first = begin;
            onLoop(() -> writeTen(first, random, expected, sent, data));
        }
        onLoop(() -> channel.eventLoop().execute(() -> {}));
        awaitSent(sent);
        onLoop(channel::shutdownOutput);
        assertArrayEquals(expected.toByteArray(), received.get(WAIT_SECONDS, TimeUnit.SECONDS));
        for (int index = 0; index < FRAMES; index++) {
            assertEquals(index, sent.get(index), "told out of order");
            assertEquals(0, data.get(index).refCnt(), "a frame's data is still held");
        }
    }

    private void writeTen(
            int first, Random random, ByteArrayOutputStream expected, List<Integer> sent, List<ByteBuf> data) {
        for (int index = first; index < first + 10; index++) {
            int number = index;
            ByteBuf header = random(headers.take(), 48, random, expected);
            boolean heap = random.nextInt(50) == 0;
            ByteBuf segment =
                    random(heap ? Unpooled.buffer() : allocator.directBuffer(), random.nextInt(9000), random, expected);
            ByteBuf trailer = random.nextBoolean() ? random(headers.take(), 4, random, expected) : null;
            data.add(segment);
            writer.write(new OutboundFrame(header, segment, trailer, () -> sent.add(number)));
        }
        writer.flush();
    }

    private void awaitSent(List<Integer> sent) throws Exception {
        CompletableFuture<Boolean> all = new CompletableFuture<>();
        onLoop(() -> channel.eventLoop()
                .scheduleAtFixedRate(
                        () -> {
                            if (sent.size() == FRAMES) {
                                all.complete(true);
                            }
                        },
                        1,
                        1,
                        TimeUnit.MILLISECONDS));
        assertTrue(all.get(WAIT_SECONDS, TimeUnit.SECONDS));
    }

    private byte[] read(Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[20_000];
        try (InputStream in = peer.getInputStream()) {
            int length = in.read(piece, 0, 1 + random.nextInt(piece.length));
            while (length >= 0) {
                all.write(piece, 0, length);
                length = in.read(piece, 0, 1 + random.nextInt(piece.length));
            }
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        return all.toByteArray();
    }

    @Test
    void aTurnThatFillsTheWriterSaysSoUntilItIsFlushed() throws Exception {
        onLoop(() -> {
            int high = channel.config().getWriteBufferHighWaterMark();
            writer.write(new OutboundFrame(
                    headers.take(), Unpooled.directBuffer(high).writeZero(high), null, null));
            assertFalse(writer.isWritable());
        });
    }

    @Test
    void whatAClosedChannelCannotSendIsSettledAndTold() throws Exception {
        List<Integer> sent = new ArrayList<>();
        ByteBuf data = allocator.directBuffer().writeZero(100);
        onLoop(() -> {
            writer.write(new OutboundFrame(headers.take().writeZero(48), data, null, () -> sent.add(1)));
            channel.close();
            writer.flush();
        });
        assertEquals(List.of(1), sent);
        assertEquals(0, data.refCnt());
    }
}
