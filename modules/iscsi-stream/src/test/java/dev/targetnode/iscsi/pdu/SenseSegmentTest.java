package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class SenseSegmentTest {
    @Test
    void senseFollowsItsLengthAndResponseDataIsLeftOut() {
        ByteBuf out = Unpooled.buffer();
        SenseSegment.encode(new byte[] {0x70, 0, 5}, out);
        assertEquals(Bytes.hex("00 03 70 00 05"), out);
        assertEquals(Bytes.hex("70 00 05"), SenseSegment.sense(out.writeByte(9)));
    }

    @Test
    void senseCutShortIsNoSense() {
        assertEquals(Unpooled.EMPTY_BUFFER, SenseSegment.sense(Bytes.hex("00 03 70 00")));
        assertEquals(Unpooled.EMPTY_BUFFER, SenseSegment.sense(Bytes.hex("00")));
        assertEquals(Unpooled.EMPTY_BUFFER, SenseSegment.sense(Unpooled.EMPTY_BUFFER));
    }
}
