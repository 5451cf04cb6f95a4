package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class FrameHeaderTest {
    private static final FrameLimits LIMITS = new FrameLimits(16, 8192);

    private static ByteBuf bhs(int ahsWords, int dataBytes) {
        return Unpooled.buffer()
                .writeZero(Bhs.BYTES)
                .setByte(Bhs.TOTAL_AHS_LENGTH, ahsWords)
                .setMedium(Bhs.DATA_SEGMENT_LENGTH, dataBytes);
    }

    private static FrameHeader ok(FrameCheck check) {
        return assertInstanceOf(FrameHeader.class, check);
    }

    @Test
    void totalCountsEverySegmentPaddingAndDigest() {
        FrameHeader frame = ok(FrameHeader.check(bhs(2, 5), true, true, LIMITS));
        assertEquals(56, frame.headerBytes());
        assertEquals(5, frame.dataBytes());
        assertEquals(3, frame.paddingBytes());
        assertEquals(8, frame.paddedDataBytes());
        assertEquals(56 + 4 + 8 + 4, frame.totalBytes());
        assertEquals(48, ok(FrameHeader.check(bhs(0, 0), false, false, LIMITS)).totalBytes());
    }

    @Test
    void emptyDataSegmentHasNoDataDigest() {
        assertEquals(52, ok(FrameHeader.check(bhs(0, 0), true, true, LIMITS)).totalBytes());
    }

    @Test
    void limitsAreInclusive() {
        ok(FrameHeader.check(bhs(4, 8192), true, true, LIMITS));
        assertInstanceOf(FrameTooLong.class, FrameHeader.check(bhs(5, 0), false, false, LIMITS));
        assertInstanceOf(FrameTooLong.class, FrameHeader.check(bhs(0, 8193), false, false, LIMITS));
        assertInstanceOf(FrameTooLong.class, FrameHeader.check(bhs(0, 0xffffff), false, false, LIMITS));
    }

    @Test
    void readsFromTheReaderIndexAndLeavesIt() {
        ByteBuf buffer = Unpooled.buffer().writeZero(7).writeBytes(bhs(1, 6)).skipBytes(7);
        assertEquals(new FrameHeader(4, 6, 0, 4), FrameHeader.check(buffer, false, true, LIMITS));
        assertEquals(7, buffer.readerIndex());
    }

    @Test
    void limitsBeyondTheFieldsAreOurMistake() {
        assertThrows(IllegalArgumentException.class, () -> new FrameLimits(1021, 0));
        assertThrows(IllegalArgumentException.class, () -> new FrameLimits(0, 1 << 24));
        assertThrows(IllegalArgumentException.class, () -> new FrameLimits(-1, 0));
    }
}
