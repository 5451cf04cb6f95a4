package dev.targetnode.iscsi.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Buffers for socket reads: the landing of a large segment where one is offered, a plain buffer otherwise. One read a
 * time, so that a peer never gets further ahead than the stages have asked for.
 */
final class ReceiveBuffers implements RecvByteBufAllocator {
    /** Bytes of a plain receive buffer while a connection sends little: a few commands without data. */
    static final int CAPACITY_BYTES_MIN = 2048;

    /** Bytes of one while it sends much: a full window of 4 KiB writes in one read. */
    static final int CAPACITY_BYTES_MAX = 128 * 1024;

    private final DataLanding landing;

    ReceiveBuffers(DataLanding landing) {
        this.landing = landing;
    }

    @Override
    @SuppressWarnings("deprecation") // Handle is deprecated as a type to implement, yet channels still ask for it
    public Handle newHandle() {
        return new OneRead(landing);
    }

    private static final class OneRead implements ExtendedHandle {
        private final DataLanding landing;
        private int capacityBytes = CAPACITY_BYTES_MIN;
        private int lastBytes;
        private int attemptedBytes;

        OneRead(DataLanding landing) {
            this.landing = landing;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            ByteBuf window = landing.take();
            return window != null ? window : alloc.directBuffer(capacityBytes);
        }

        @Override
        public int guess() {
            return capacityBytes;
        }

        @Override
        public void reset(ChannelConfig config) {
            lastBytes = 0;
        }

        @Override
        public void incMessagesRead(int numMessages) {
            // One read ends the loop whatever it brought.
        }

        @Override
        public void lastBytesRead(int bytes) {
            lastBytes = bytes;
            if (bytes >= capacityBytes) {
                capacityBytes = Math.min(CAPACITY_BYTES_MAX, capacityBytes * 4);
            } else if (bytes < capacityBytes / 16) {
                capacityBytes = Math.max(CAPACITY_BYTES_MIN, capacityBytes / 2);
            }
        }

        @Override
        public int lastBytesRead() {
            return lastBytes;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attemptedBytes = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attemptedBytes;
        }

        @Override
        public boolean continueReading() {
            return false;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreDataSupplier) {
            return false;
        }

        @Override
        public void readComplete() {
            // Nothing is kept between reads.
        }
    }
}
