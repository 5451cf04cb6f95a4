package dev.targetnode.core.backstore;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Bytes addressed by offset, read and written asynchronously.
 *
 * <p><b>Threads.</b> Every method is called on the home loop of the device and returns without blocking; every callback
 * runs on that same loop, after the method that was given it has returned or from within it.
 *
 * <p><b>Ranges</b> are in bytes, aligned to the block length and within the size; the device has checked that. An
 * implementation checks again and answers {@code INTERNAL}, since an offset that is off by one would destroy data.
 *
 * <p><b>Buffers</b> are direct, lent until the callback, and neither released nor re-indexed by the backstore. An
 * operation that has reached the kernel or a library keeps using its buffers until it completes, however long that is.
 *
 * <p><b>Order.</b> Operations may be done in any order; the device keeps apart what must not overlap. A {@link #flush}
 * covers every write whose callback ran before the flush was submitted.
 *
 * <p><b>Durability.</b> See {@link Durability}; nothing else is promised to survive a crash.
 */
public interface Backstore {

    /** Size, block length and abilities. Safe from any thread. */
    BackstoreGeometry geometry();

    /** What is known of the medium beneath, fixed like the geometry. Safe from any thread. */
    default BackstoreTopology topology() {
        return BackstoreTopology.UNKNOWN;
    }

    /**
     * Reads {@code lengthBytes} at {@code offsetBytes} into {@code destination}, starting at its absolute {@code index}.
     * A range that was never written or has been unmapped reads as zeros.
     */
    void read(long offsetBytes, ByteBuf destination, int index, int lengthBytes, BackstoreCallback done);

    /**
     * Writes the readable bytes of {@code source}, one buffer after the other, at {@code offsetBytes}. On completion
     * they are visible to every later read, and durable as {@code durability} says.
     */
    void write(long offsetBytes, List<ByteBuf> source, Durability durability, BackstoreCallback done);

    /** Makes every completed write durable. */
    void flush(BackstoreCallback done);

    /**
     * Gives the range back where {@link BackstoreGeometry#thin()}; it reads as zeros from then on. Partial granules at
     * the edges are zeroed. Durable after the next {@link #flush}.
     */
    void unmap(long offsetBytes, long lengthBytes, BackstoreCallback done);

    /** Writes zeros, keeping the range allocated where that is possible at no loss of speed. */
    void writeZeroes(long offsetBytes, long lengthBytes, Durability durability, BackstoreCallback done);

    /**
     * Advises the store that a range will be read soon; completes when the store has taken up what it can of it. Fails
     * with {@code UNSUPPORTED} where nothing is kept nearer than the medium.
     */
    default void prefetch(long offsetBytes, long lengthBytes, BackstoreCallback done) {
        done.completed(new BackstoreOutcome.Failed(
                BackstoreOutcome.BackstoreError.UNSUPPORTED, "the store keeps nothing nearer than its medium"));
    }

    /**
     * Tells which ranges are allocated, from {@code offsetBytes} on. A store that cannot tell says that everything is.
     *
     * @param offsetBytes within the size
     * @param extentsMax how many ranges to tell of at most, at least 1; they may end before the store does
     */
    default void extents(long offsetBytes, int extentsMax, ExtentsCallback done) {
        done.completed(
                BackstoreOutcome.DONE,
                List.of(new Extent(offsetBytes, geometry().sizeBytes() - offsetBytes, true)));
    }

    /**
     * Closes the store once nothing is in flight on it. Operations submitted from now on fail with {@code NOT_READY}.
     * The stage completes when the last resource has been given back; it may never do so while an operation is stuck.
     */
    CompletionStage<Void> close();
}
