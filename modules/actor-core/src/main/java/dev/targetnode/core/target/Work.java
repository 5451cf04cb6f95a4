package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.scsi.LbaRange;
import dev.targetnode.core.scsi.Plan;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan's operations on the backstore, one after the other. Long ranges are cut into steps, so that an abort never has
 * to wait for more than one of them.
 */
abstract class Work {
    /** The most that one step unmaps or zeroes, in bytes. */
    static final long STEP_BYTES_MAX = 64L << 20;

    /**
     * The most that one step of a WRITE SAME with a pattern writes, in bytes, or one block where that is longer. Nobody
     * reserves memory for the pattern: only what runs holds one, so that the store's inFlightMax bounds them all.
     */
    static final int PATTERN_BYTES_MAX = 128 << 10;

    final long firstBlock;
    final long endBlock;
    final boolean writes;
    /** Nothing that overlaps may run meanwhile. */
    final boolean exclusive;

    Work(long firstBlock, long blocks, boolean writes) {
        this(firstBlock, blocks, writes, false);
    }

    Work(long firstBlock, long blocks, boolean writes, boolean exclusive) {
        this.firstBlock = firstBlock;
        this.endBlock = firstBlock + blocks;
        this.writes = writes;
        this.exclusive = exclusive;
    }

    /** Starts the next operation; false when there is none left. */
    abstract boolean step(Backstore store, BackstoreCallback done);

    /** Gives back buffers of its own. */
    void settle() {}

    /** Bytes that a completed read has put into the request's buffer. */
    int dataInBytes() {
        return 0;
    }

    /** How a command ends whose work has not failed, beside what {@link #sense} says. */
    ScsiStatus status() {
        return ScsiStatus.GOOD;
    }

    /** Sense data of work that has been done and has not come to what was asked for; null where it has. */
    @Nullable
    Sense sense() {
        return null;
    }

    /** How many bytes the command wanted to move, for the residual count; what its CDB says, unless its data say more. */
    long wantedBytes(long ofCdb) {
        return ofCdb;
    }

    /** Takes account of itself at its end, aborted or not. */
    void count(LogCount counters, boolean failed) {
        counters.other(failed);
    }

    /** The task is over, whatever became of it. */
    void over() {}

    boolean overlaps(Work other) {
        boolean empty = firstBlock == endBlock || other.firstBlock == other.endBlock;
        return !empty && firstBlock < other.endBlock && other.firstBlock < endBlock;
    }

    /** A read of as much as the initiator has room for, in whole blocks. */
    static Work read(Plan.Read plan, ScsiRequest request, int blockBytes) {
        long wanted = (long) plan.blocks() * blockBytes;
        int room = Math.toIntExact(Math.min(wanted, request.dataInBytesMax()));
        int wholeBlocks = (room + blockBytes - 1) / blockBytes * blockBytes;
        return new Read(plan, request.dataIn(), wholeBlocks, room, blockBytes);
    }

    /** A write of the whole blocks that have come, at most those that the command names. */
    static Work write(Plan.Write plan, ScsiRequest request, int blockBytes) {
        long wanted = (long) plan.blocks() * blockBytes;
        return new Write(plan, prefix(request.dataOut(), wanted, blockBytes), blockBytes);
    }

    /** The store knows no ranges here: all is flushed. */
    static Work flush() {
        return new Flush();
    }

    static Work unmap(Plan.Unmap plan, int blockBytes) {
        return new Ranges(plan.ranges(), blockBytes, true, Durability.WRITE_CACHE);
    }

    static Work writeSame(Plan.WriteSame plan, ScsiRequest request, int blockBytes, DataBuffers buffers) {
        LbaRange range = new LbaRange(plan.lba(), plan.blocks());
        return switch (plan.fill()) {
            case ZEROES -> new Ranges(List.of(range), blockBytes, false, plan.durability());
            case UNMAP -> new Ranges(List.of(range), blockBytes, true, plan.durability());
            case PATTERN -> new Pattern(plan, request.dataOut(), blockBytes, buffers);
        };
    }

    /** The whole blocks among the first {@code wanted} bytes of what has come; slices are lent like their sources. */
    static List<ByteBuf> prefix(List<ByteBuf> received, long wanted, int blockBytes) {
        long have = 0;
        for (ByteBuf piece : received) {
            have += piece.readableBytes();
        }
        long take = Math.min(have, wanted) / blockBytes * blockBytes;
        if (take == have) {
            return received;
        }
        List<ByteBuf> pieces = new ArrayList<>(received.size());
        for (ByteBuf piece : received) {
            int length = (int) Math.min(take, piece.readableBytes());
            if (length > 0) {
                pieces.add(piece.slice(piece.readerIndex(), length));
                take -= length;
            }
        }
        return pieces;
    }

    private static final class Read extends Work {
        private final @Nullable ByteBuf destination;
        private final int storeBytes;
        private final int room;
        private final long offset;
        private boolean flushFirst;
        private boolean done;

        Read(Plan.Read plan, @Nullable ByteBuf destination, int storeBytes, int room, int blockBytes) {
            super(plan.lba(), plan.blocks(), false);
            this.destination = destination;
            this.storeBytes = storeBytes;
            this.room = room;
            this.offset = plan.lba() * blockBytes;
            this.flushFirst = plan.flushFirst();
        }

        @Override
        boolean step(Backstore store, BackstoreCallback callback) {
            ByteBuf into = destination;
            if (flushFirst) {
                flushFirst = false;
                store.flush(callback);
                return true;
            }
            if (done || into == null || storeBytes == 0) {
                return false;
            }
            done = true;
            store.read(offset, into, 0, storeBytes, callback);
            return true;
        }

        @Override
        int dataInBytes() {
            return done ? room : 0;
        }

        @Override
        void count(LogCount counters, boolean failed) {
            counters.read(storeBytes, failed);
        }
    }

    private static final class Write extends Work {
        private final List<ByteBuf> source;
        private final long offset;
        private final Durability durability;
        private final long bytes;
        private boolean done;

        Write(Plan.Write plan, List<ByteBuf> source, int blockBytes) {
            super(plan.lba(), plan.blocks(), true);
            this.bytes = (long) plan.blocks() * blockBytes;
            this.source = source;
            this.offset = plan.lba() * blockBytes;
            this.durability = plan.durability();
        }

        @Override
        boolean step(Backstore store, BackstoreCallback callback) {
            if (done || source.isEmpty()) {
                return false;
            }
            done = true;
            store.write(offset, source, durability, callback);
            return true;
        }

        @Override
        void count(LogCount counters, boolean failed) {
            counters.written(bytes, failed);
        }
    }

    private static final class Flush extends Work {
        private boolean done;

        Flush() {
            super(0, 0, false); // no block is read or changed: no closed range stands in its way
        }

        @Override
        boolean step(Backstore store, BackstoreCallback callback) {
            if (done) {
                return false;
            }
            done = true;
            store.flush(callback);
            return true;
        }
    }

    /** Unmaps or zeroes ranges, a bounded piece a step. */
    private static final class Ranges extends Work {
        private final List<LbaRange> ranges;
        private final int blockBytes;
        private final boolean unmap;
        private final Durability durability;
        private int index;
        private long doneBytes;
        private boolean flushed;

        Ranges(List<LbaRange> ranges, int blockBytes, boolean unmap, Durability durability) {
            super(first(ranges), end(ranges) - first(ranges), true);
            this.ranges = ranges;
            this.blockBytes = blockBytes;
            this.unmap = unmap;
            this.durability = durability;
        }

        @Override
        void count(LogCount counters, boolean failed) {
            counters.written(0, failed); // nothing is transferred
        }

        private static long first(List<LbaRange> ranges) {
            return ranges.stream().mapToLong(LbaRange::lba).min().orElse(0);
        }

        private static long end(List<LbaRange> ranges) {
            return ranges.stream().mapToLong(r -> r.lba() + r.blocks()).max().orElse(0);
        }

        @Override
        boolean step(Backstore store, BackstoreCallback callback) {
            if (index == ranges.size()) {
                // An unmap is durable only after a flush, whatever durability it was asked for with.
                if (unmap && durability == Durability.THROUGH && !flushed) {
                    flushed = true;
                    store.flush(callback);
                    return true;
                }
                return false;
            }
            LbaRange range = ranges.get(index);
            long offset = range.lba() * blockBytes + doneBytes;
            long length = Math.min(STEP_BYTES_MAX, range.blocks() * blockBytes - doneBytes);
            doneBytes += length;
            if (doneBytes == range.blocks() * blockBytes) {
                index++;
                doneBytes = 0;
            }
            if (unmap) {
                store.unmap(offset, length, callback);
            } else {
                store.writeZeroes(offset, length, durability, callback);
            }
            return true;
        }
    }

    /** WRITE SAME with a pattern: many blocks a write, from one buffer that repeats it. */
    private static final class Pattern extends Work {
        private final List<ByteBuf> block;
        private final DataBuffers buffers;
        private final int blockBytes;
        private final int patternBytes;
        private @Nullable ByteBuf pattern;
        private final long endOffset;
        private final Durability durability;
        private long offset;

        Pattern(Plan.WriteSame plan, List<ByteBuf> block, int blockBytes, DataBuffers buffers) {
            super(plan.lba(), plan.blocks(), true);
            this.block = block;
            this.buffers = buffers;
            this.blockBytes = blockBytes;
            this.offset = plan.lba() * blockBytes;
            this.endOffset = offset + plan.blocks() * blockBytes;
            this.durability = plan.durability();
            int stepBytes = Math.max(blockBytes, PATTERN_BYTES_MAX / blockBytes * blockBytes);
            this.patternBytes = (int) Math.min(plan.blocks() * blockBytes, stepBytes);
        }

        private ByteBuf pattern() {
            if (pattern == null) {
                pattern = buffers.take(patternBytes);
                while (pattern.isWritable()) {
                    for (ByteBuf piece : block) {
                        pattern.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
                    }
                }
            }
            return pattern;
        }

        @Override
        boolean step(Backstore store, BackstoreCallback callback) {
            if (offset == endOffset) {
                return false;
            }
            int length = (int) Math.min(patternBytes, endOffset - offset);
            long at = offset;
            offset += length;
            store.write(at, List.of(pattern().slice(0, length)), durability, callback);
            return true;
        }

        @Override
        void count(LogCount counters, boolean failed) {
            counters.written(offset - firstBlock * blockBytes, failed);
        }

        @Override
        void settle() {
            if (pattern != null) {
                buffers.settle(pattern);
                pattern = null;
            }
        }
    }
}
