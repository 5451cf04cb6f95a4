package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.Errno;
import dev.targetnode.backstore.posix.Posix;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation on a file, with what is left of it to do. Belongs to one thread at a time: the loop, or the worker it
 * has been handed to.
 */
final class FileOperation {
    /** What an engine can be asked to do. */
    enum Kind {
        READ,
        WRITE,
        /** fdatasync. */
        FLUSH,
        /** Deallocates a range, which reads as zeros from then on. */
        PUNCH_HOLE,
        /** Zeroes a range and keeps it allocated. */
        ZERO_RANGE;

        boolean transfersData() {
            return this == READ || this == WRITE;
        }
    }

    private static final FileCallback UNUSED = errno -> {
        throw new IllegalStateException("an operation that is not in use has completed");
    };

    private final IoVector vector = new IoVector();
    private Kind kind = Kind.FLUSH;
    private long offset;
    private long length;
    private boolean durable;
    private int result;
    private int retries;
    private FileCallback done = UNUSED;
    private @Nullable Runnable before;

    FileOperation read(long offsetBytes, ByteBuf destination, int index, int lengthBytes, FileCallback callback) {
        begin(Kind.READ, offsetBytes, lengthBytes, false, callback);
        addMemory(destination, index, lengthBytes);
        return this;
    }

    FileOperation write(long offsetBytes, List<ByteBuf> source, boolean durably, FileCallback callback) {
        begin(Kind.WRITE, offsetBytes, 0, durably, callback);
        for (int i = 0; i < source.size(); i++) { // no iterator: this is the hottest path of writes
            ByteBuf buffer = source.get(i);
            addMemory(buffer, buffer.readerIndex(), buffer.readableBytes());
        }
        length = vector.bytesLeft();
        return this;
    }

    FileOperation flush(FileCallback callback) {
        begin(Kind.FLUSH, 0, 0, true, callback);
        return this;
    }

    FileOperation range(Kind what, long offsetBytes, long lengthBytes, FileCallback callback) {
        begin(what, offsetBytes, lengthBytes, false, callback);
        return this;
    }

    private void begin(Kind what, long offsetBytes, long lengthBytes, boolean durably, FileCallback callback) {
        vector.clear();
        kind = what;
        offset = offsetBytes;
        length = lengthBytes;
        durable = durably;
        result = Errno.NONE;
        retries = 0;
        done = callback;
    }

    private void addMemory(ByteBuf buffer, int index, int bytes) {
        if (buffer.hasMemoryAddress()) {
            vector.add(buffer.memoryAddress() + index, bytes);
            return;
        }
        for (ByteBuffer part : buffer.nioBuffers(index, bytes)) {
            if (!part.isDirect()) {
                throw new IllegalArgumentException("file operations need direct memory");
            }
            vector.add(Posix.address(part), part.remaining());
        }
    }

    Kind kind() {
        return kind;
    }

    long offset() {
        return offset;
    }

    long length() {
        return length;
    }

    /** True where a write has to be on stable storage when it completes. */
    boolean durable() {
        return durable;
    }

    IoVector vector() {
        return vector;
    }

    int result() {
        return result;
    }

    /** Remembers how it ended, for the thread that completes it. */
    void setResult(int errno) {
        result = errno;
    }

    /** Counts a try that the system wants repeated. */
    int countRetry() {
        return ++retries;
    }

    /**
     * Takes account of transferred bytes.
     *
     * @return true when nothing is left to transfer
     */
    boolean advance(long bytes) {
        vector.advance(bytes);
        offset += bytes;
        return vector.bytesLeft() == 0;
    }

    /** Has something run before the callback, by an engine that counts what it has out. */
    void beforeCompletion(Runnable task) {
        before = task;
    }

    /** Tells the callback, on the loop, and forgets it. */
    void complete(int errno) {
        FileCallback callback = done;
        done = UNUSED;
        Runnable first = before;
        before = null;
        if (first != null) {
            first.run();
        }
        callback.completed(errno);
    }
}
