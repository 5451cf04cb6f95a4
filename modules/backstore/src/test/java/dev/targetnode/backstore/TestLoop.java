package dev.targetnode.backstore;

import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.loop.EventLoops;
import dev.targetnode.core.loop.Transport;
import dev.targetnode.core.memory.BufferLedger;
import dev.targetnode.core.memory.DataBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** One event loop with everything that a backstore may use. */
public final class TestLoop implements EventLoops.Loop, AutoCloseable {
    private static final long WAIT_SECONDS = 30;

    private final MultiThreadIoEventLoopGroup group;
    private final ExecutorService blocking = Executors.newCachedThreadPool(work -> {
        Thread thread = new FastThreadLocalThread(work, "blocking");
        thread.setDaemon(true);
        return thread;
    });
    private final List<ByteBuf> lent = new ArrayList<>();
    private final BufferLedger ledger = new BufferLedger();
    private final DataBuffers buffers = new DataBuffers(1, ledger);

    public TestLoop(Transport transport) {
        group = new MultiThreadIoEventLoopGroup(1, factory(transport));
    }

    /** Whether this machine has the transport. */
    public static boolean available(Transport transport) {
        return switch (transport) {
            case IO_URING -> IoUring.isAvailable();
            case EPOLL -> io.netty.channel.epoll.Epoll.isAvailable();
            case NIO -> true;
        };
    }

    private static IoHandlerFactory factory(Transport transport) {
        return switch (transport) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    public BackstoreContext context() {
        return new BackstoreContext(this, buffers, blocking);
    }

    public DataBuffers buffers() {
        return buffers;
    }

    /** A buffer that is settled when the loop is closed. */
    public ByteBuf lend(int bytes) {
        ByteBuf buffer = buffers.take(bytes);
        lent.add(buffer);
        return buffer;
    }

    public BufferLedger ledger() {
        return ledger;
    }

    /** Runs it on the loop and waits. */
    public <T> T call(Callable<T> work) throws InterruptedException, ExecutionException, TimeoutException {
        return netty().submit(work).get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public SingleThreadIoEventLoop netty() {
        return (SingleThreadIoEventLoop) group.next();
    }

    @Override
    public DispatcherSelector dispatcher() {
        return DispatcherSelector.defaultDispatcher();
    }

    @Override
    public String dispatcherPath() {
        return "pekko.actor.default-dispatcher";
    }

    @Override
    public boolean inLoop() {
        return netty().inEventLoop();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        blocking.shutdown();
        lent.forEach(buffers::settle);
    }
}
