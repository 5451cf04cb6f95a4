package dev.targetnode.backstore.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.backstore.posix.Errno;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What reaches the ring, field by field of struct io_uring_sqe, and what is made of each completion. */
class RingFileEngineTest {
    private static final int FD = 77;

    private final RecordingRegistration ring = new RecordingRegistration();
    private final List<Integer> ended = new ArrayList<>();
    private final ByteBuf buffer =
            PooledByteBufAllocator.DEFAULT.directBuffer(8192).writeZero(8192);
    private final long address = buffer.memoryAddress();

    @AfterEach
    void releaseBuffer() {
        buffer.release();
    }

    private RingFileEngine engine(int slots) {
        RingFileEngine engine = new RingFileEngine(FD, slots);
        engine.attach(ring);
        return engine;
    }

    @Test
    void flushIsFsyncOfDataOnly() {
        engine(4).submit(new FileOperation().flush(ended::add));
        assertSubmitted(3, 0, 0, 0, 1); // IORING_OP_FSYNC, IORING_FSYNC_DATASYNC
    }

    @Test
    void durableWriteCarriesRwfDsync() {
        RingFileEngine engine = engine(4);
        engine.submit(new FileOperation().write(4096, List.of(buffer), true, ended::add));
        assertSubmitted(23, 4096, address, 8192, 2); // IORING_OP_WRITE, RWF_DSYNC
        engine.submit(new FileOperation().write(0, List.of(buffer), false, ended::add));
        assertSubmitted(23, 0, address, 8192, 0);
    }

    @Test
    void durableGatherWriteCarriesRwfDsync() {
        FileOperation operation = new FileOperation();
        engine(4).submit(operation.write(512, List.of(buffer, buffer), true, ended::add));
        assertSubmitted(2, 512, operation.vector().address(), 2, 2); // IORING_OP_WRITEV, two entries, RWF_DSYNC
    }

    @Test
    void rangesKeepTheSizeOfTheFile() {
        RingFileEngine engine = engine(4);
        engine.submit(new FileOperation().range(FileOperation.Kind.PUNCH_HOLE, 4096, 1L << 33, ended::add));
        assertSubmitted(17, 4096, 1L << 33, 3, 0); // IORING_OP_FALLOCATE, PUNCH_HOLE | KEEP_SIZE
        engine.submit(new FileOperation().range(FileOperation.Kind.ZERO_RANGE, 0, 512, ended::add));
        assertSubmitted(17, 0, 512, 0x11, 0); // ZERO_RANGE | KEEP_SIZE
    }

    @Test
    void resubmitsTheRestOfAShortTransfer() {
        RingFileEngine engine = engine(4);
        engine.submit(new FileOperation().read(1024, buffer, 512, 4096, ended::add));
        assertSubmitted(22, 1024, address + 512, 4096, 0); // IORING_OP_READ
        complete(engine, 1000);
        assertSubmitted(22, 2024, address + 1512, 3096, 0);
        complete(engine, 3096);
        assertEquals(List.of(Errno.NONE), ended);
    }

    @Test
    void repeatsWhatTheKernelWantsRepeatedButNotForEver() {
        RingFileEngine engine = engine(4);
        engine.submit(new FileOperation().read(0, buffer, 0, 4096, ended::add));
        for (int i = 0; i < RingFileEngine.RETRIES_MAX; i++) {
            complete(engine, i % 2 == 0 ? -Errno.EAGAIN : -Errno.EINTR);
            assertTrue(ended.isEmpty());
        }
        complete(engine, -Errno.EAGAIN);
        assertEquals(List.of(Errno.EAGAIN), ended);
    }

    @Test
    void reportsErrorsAndTheEndOfTheFile() {
        RingFileEngine engine = engine(4);
        engine.submit(new FileOperation().read(0, buffer, 0, 4096, ended::add));
        complete(engine, -Errno.EIO);
        engine.submit(new FileOperation().read(0, buffer, 0, 4096, ended::add));
        complete(engine, 0);
        engine.submit(new FileOperation().write(0, List.of(buffer), false, ended::add));
        complete(engine, 0);
        assertEquals(List.of(Errno.EIO, Errno.ENODATA, Errno.EIO), ended);
    }

    @Test
    void holdsBackWhatIsBeyondItsSlots() {
        RingFileEngine engine = engine(1);
        engine.submit(new FileOperation().read(0, buffer, 0, 4096, ended::add));
        engine.submit(new FileOperation().flush(ended::add));
        assertEquals(1, ring.submitted.size());
        complete(engine, 4096);
        assertEquals(2, ring.submitted.size());
        assertFalse(ended.isEmpty());
    }

    @Test
    void failsWhatComesAfterTheLoopHasEnded() {
        RingFileEngine engine = engine(1);
        engine.close();
        engine.submit(new FileOperation().flush(ended::add));
        engine.submit(new FileOperation().flush(ended::add));
        assertEquals(List.of(Errno.ESHUTDOWN, Errno.ESHUTDOWN), ended);
    }

    private void complete(RingFileEngine engine, int result) {
        engine.handle(ring, new IoUringIoEvent(result, 0, (byte) 0, ring.lastData()));
    }

    private void assertSubmitted(int opcode, long offset, long address, int length, int flags) {
        String expected = "opcode=" + opcode + ", flags=0, ioPrio=0, fd=" + FD + ", union1=" + offset + ", union2="
                + address + ", len=" + length + ", union3=" + flags + ", data=";
        String actual = ring.submitted.get(ring.submitted.size() - 1);
        assertTrue(actual.contains(expected), () -> expected + " is not in " + actual);
    }

    /** Stands in for the ring. Netty shows the fields of an operation only in its text. */
    private static final class RecordingRegistration implements IoRegistration {
        final List<String> submitted = new ArrayList<>();
        private boolean valid = true;

        long lastData() {
            String last = submitted.get(submitted.size() - 1);
            int from = last.indexOf("data=") + "data=".length();
            return Long.parseLong(last.substring(from, last.indexOf(',', from)));
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // the interface is Netty's
        public <T> T attachment() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long submit(IoOps ops) {
            if (!valid) {
                return 0;
            }
            submitted.add(ops.toString());
            return submitted.size();
        }

        @Override
        public boolean isValid() {
            return valid;
        }

        @Override
        public boolean cancel() {
            valid = false;
            return true;
        }
    }
}
