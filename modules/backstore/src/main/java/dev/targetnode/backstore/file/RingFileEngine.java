package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.Errno;
import dev.targetnode.backstore.posix.Posix;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Operations on the loop's own io_uring: submitted with the sockets' ones in one system call a loop turn, completed on
 * the loop by the kernel. What is beyond {@code slots} waits here in order.
 */
final class RingFileEngine implements FileEngine, IoUringIoHandle {
    /** User data is the slot, and Netty's own record of an operation is only avoided up to {@link Short#MAX_VALUE}. */
    static final int SLOTS_MAX = Short.MAX_VALUE;

    /** How often the kernel may say EAGAIN before that is an error: it should not, without RWF_NOWAIT. */
    static final int RETRIES_MAX = 64;

    // enum io_uring_op
    static final byte OP_WRITEV = 2;
    static final byte OP_FSYNC = 3;
    static final byte OP_FALLOCATE = 17;
    static final byte OP_READ = 22;
    static final byte OP_WRITE = 23;

    static final int FSYNC_DATASYNC = 1;

    private final int fd;
    private final @Nullable FileOperation[] inFlight;
    private final int[] freeSlots;
    private int freeCount;
    private final ArrayDeque<FileOperation> waiting = new ArrayDeque<>();
    private @Nullable IoRegistration registration;

    RingFileEngine(int fd, int slots) {
        if (slots < 1 || slots > SLOTS_MAX) {
            throw new IllegalArgumentException("slots " + slots);
        }
        this.fd = fd;
        this.inFlight = new FileOperation[slots];
        this.freeSlots = new int[slots];
        while (freeCount < slots) {
            freeSlots[freeCount] = freeCount;
            freeCount++;
        }
    }

    /** Where the loop registered this handle; before anything is submitted. */
    void attach(IoRegistration registered) {
        registration = registered;
    }

    @Override
    public void submit(FileOperation operation) {
        if (operation.kind().transfersData() && operation.vector().bytesLeft() == 0) {
            operation.complete(Errno.NONE);
        } else if (freeCount == 0) {
            waiting.add(operation);
        } else {
            int slot = freeSlots[--freeCount];
            inFlight[slot] = operation;
            enqueue(slot, operation);
        }
    }

    private void enqueue(int slot, FileOperation operation) {
        IoRegistration ring = registration;
        // Netty answers 0 where the registration is gone: the kernel has not seen the operation
        if (ring == null || ring.submit(entry(slot, operation)) == 0) {
            finish(slot, operation, Errno.ESHUTDOWN);
        }
    }

    private IoUringIoOps entry(int slot, FileOperation operation) {
        IoVector vector = operation.vector();
        long offset = operation.offset();
        return switch (operation.kind()) {
            case READ -> entry(OP_READ, offset, vector.segmentAddress(0), vector.segmentBytes(0), 0, slot);
            case WRITE -> writeEntry(slot, operation);
            case FLUSH -> entry(OP_FSYNC, 0, 0, 0, FSYNC_DATASYNC, slot);
            case PUNCH_HOLE -> fallocateEntry(Posix.FALLOC_FL_PUNCH_HOLE, slot, operation);
            case ZERO_RANGE -> fallocateEntry(Posix.FALLOC_FL_ZERO_RANGE, slot, operation);
        };
    }

    private IoUringIoOps writeEntry(int slot, FileOperation operation) {
        IoVector vector = operation.vector();
        int flags = BlockingFileIo.writeFlags(operation);
        long offset = operation.offset();
        if (vector.count() == 1) {
            return entry(OP_WRITE, offset, vector.segmentAddress(0), vector.segmentBytes(0), flags, slot);
        }
        return entry(OP_WRITEV, offset, vector.address(), vector.count(), flags, slot);
    }

    /** IORING_OP_FALLOCATE has the length where others have the address, and the mode where others have the length. */
    private IoUringIoOps fallocateEntry(int mode, int slot, FileOperation operation) {
        return entry(OP_FALLOCATE, operation.offset(), operation.length(), mode | Posix.FALLOC_FL_KEEP_SIZE, 0, slot);
    }

    private IoUringIoOps entry(byte opcode, long offset, long address, int length, int flags, int slot) {
        return new IoUringIoOps(
                opcode, (byte) 0, (short) 0, fd, offset, address, length, flags, slot, (short) 0, (short) 0, 0, 0);
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        int slot = (int) completion.userData();
        int result = completion.res(); // the event is reused: read it before anything else is done
        FileOperation operation = inFlight[slot];
        if (operation == null) {
            throw new IllegalStateException("a completion for slot " + slot + ", which is free");
        }
        if (result < 0) {
            failed(slot, operation, -result);
        } else if (!operation.kind().transfersData()) {
            finish(slot, operation, Errno.NONE);
        } else if (result == 0) {
            finish(slot, operation, BlockingFileIo.emptyTransfer(operation.kind()));
        } else if (operation.advance(result)) {
            finish(slot, operation, Errno.NONE);
        } else {
            enqueue(slot, operation); // a short transfer
        }
    }

    private void failed(int slot, FileOperation operation, int errno) {
        boolean again = errno == Errno.EAGAIN || errno == Errno.EINTR;
        if (again && operation.countRetry() <= RETRIES_MAX) {
            enqueue(slot, operation);
        } else {
            finish(slot, operation, errno);
        }
    }

    private void finish(int slot, FileOperation operation, int errno) {
        inFlight[slot] = null;
        freeSlots[freeCount++] = slot;
        FileOperation next = waiting.poll();
        if (next != null) {
            submit(next);
        }
        operation.complete(errno);
    }

    /** Also called by Netty when the loop ends; what is in flight still completes. */
    @Override
    public void close() {
        IoRegistration ring = registration;
        if (ring != null) {
            ring.cancel();
        }
    }
}
