package dev.targetnode.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataBuffersTest {
    private final BufferLedger ledger = new BufferLedger();
    private final DataBuffers buffers = new DataBuffers(1, ledger);

    @ParameterizedTest
    @ValueSource(ints = {1, 512, 4096, 4097, 65_536, 300_000, 1 << 20, 4 << 20, 9 << 20})
    void buffersAreDirectAlignedAndHoldWhatWasAskedFor(int bytes) {
        ByteBuf one = buffers.take(bytes);
        ByteBuf two = buffers.take(bytes);
        for (ByteBuf buffer : new ByteBuf[] {one, two}) {
            assertTrue(buffer.isDirect());
            assertEquals(0, buffer.memoryAddress() % DataBuffers.ALIGNMENT_BYTES);
            assertEquals(bytes, buffer.maxCapacity());
            assertEquals(0, buffer.readableBytes());
        }
        assertEquals(2, ledger.buffersOut());
        assertEquals(2L * bytes, ledger.bytesOut());
        buffers.settle(one);
        buffers.settle(two);
        assertEquals(0, ledger.buffersOut());
        assertEquals(0, ledger.bytesOut());
    }

    @Test
    void settledBufferIsGone() {
        ByteBuf buffer = buffers.take(100);
        buffers.settle(buffer);
        assertThrows(IllegalReferenceCountException.class, () -> buffer.getByte(0));
    }

    @Test
    void emptyDataSegmentIsNotInTheLedger() {
        buffers.settleIfTaken(Unpooled.EMPTY_BUFFER);
        assertEquals(0, ledger.buffersOut());
        buffers.settleIfTaken(buffers.take(8));
        assertEquals(0, ledger.buffersOut());
    }
}
