package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.Errno;
import dev.targetnode.core.loop.EventLoops;
import org.jspecify.annotations.Nullable;

/**
 * Gives each operation to the engine that has been measured to do it best (docs/adr/0004-file-io-engines.md). Nothing
 * that is sure to take a worker of the ring goes there: these workers are few, and shared by all files of the loop.
 */
final class ChoosingFileEngine implements FileEngine {
    private final int fd;
    private final EventLoops.Loop loop;
    private final boolean direct;
    private final boolean readsCached;
    private final @Nullable FileEngine ring;
    private final @Nullable FileEngine ringToClose;
    private final FileEngine cacheWriter;
    private final FileEngine waiters;
    private final Runnable turnEnded = this::turnEnded;
    private final Runnable directWriteEnded = this::directWriteEnded;
    private boolean readInTurn;
    private boolean directWriteOnRing;

    /**
     * Makes an engine.
     *
     * @param prepared the file
     * @param direct whether the page cache is bypassed
     * @param ring where the loop has one
     * @param cacheWriter one thread: writes to the page cache of one file exclude each other in the kernel
     * @param waiters several threads, for what waits for the disk
     */
    ChoosingFileEngine(
            PreparedFile prepared,
            EventLoops.Loop loop,
            boolean direct,
            @Nullable FileEngine ring,
            FileEngine cacheWriter,
            FileEngine waiters) {
        this.fd = prepared.file().fd();
        this.loop = loop;
        this.direct = direct;
        this.readsCached = prepared.readsCached();
        // where reads cannot say that they would wait, the ring needs a worker for each
        this.ring = readsCached ? ring : null;
        this.ringToClose = ring;
        this.cacheWriter = cacheWriter;
        this.waiters = waiters;
    }

    @Override
    public void submit(FileOperation operation) {
        switch (operation.kind()) {
            case READ -> read(operation);
            case WRITE -> write(operation);
            case FLUSH, PUNCH_HOLE, ZERO_RANGE -> waiters.submit(operation);
        }
    }

    /**
     * The first read of a turn is tried at once: where it is the only one, that saves a system call and a turn. More of
     * them are cheaper together, on the ring.
     */
    private void read(FileOperation operation) {
        boolean together = ring != null && readInTurn;
        if (!direct && readsCached && !together && operation.vector().bytesLeft() > 0) {
            markTurn();
            if (BlockingFileIo.readCached(fd, operation) == Errno.NONE) {
                operation.complete(Errno.NONE);
                return;
            }
            // what has been read is not read again, and an error shows again where the rest goes
        }
        if (ring != null) {
            ring.submit(operation);
        } else {
            waiters.submit(operation);
        }
    }

    private void markTurn() {
        if (ring != null) {
            readInTurn = true;
            TurnEnd.run(loop, turnEnded);
        }
    }

    private void turnEnded() {
        readInTurn = false;
    }

    private void write(FileOperation operation) {
        if (operation.durable()) {
            waiters.submit(operation); // each waits for the journal, which takes many at once
        } else if (!direct) {
            cacheWriter.submit(operation);
        } else if (ring != null && !directWriteOnRing) {
            directWriteOnRing = true;
            operation.beforeCompletion(directWriteEnded);
            ring.submit(operation); // alone it is done sooner here, and for half of the CPU
        } else {
            waiters.submit(operation);
        }
    }

    private void directWriteEnded() {
        directWriteOnRing = false;
    }

    @Override
    public void close() {
        if (ringToClose != null) {
            ringToClose.close();
        }
        cacheWriter.close();
        waiters.close();
    }
}
