package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** The encoders without a record write what the encoder of the record writes. */
class PduFastEncoderTest {
    private static ByteBuf encoded(Pdu pdu, int dataBytes) {
        ByteBuf out = Unpooled.buffer();
        PduEncoder.encodeHeader(pdu, dataBytes, out);
        return out;
    }

    @Test
    void dataIn() {
        ByteBuf out = Unpooled.buffer();
        PduEncoder.dataIn(out, true, 7, 43, 106, 2, 0x8000_1000L, 4096);
        DataIn record = new DataIn(
                true,
                false,
                false,
                0,
                Residual.NONE,
                0,
                0,
                7,
                Bhs.RESERVED_TAG,
                0,
                43,
                106,
                2,
                0x8000_1000L,
                Unpooled.EMPTY_BUFFER);
        assertEquals(encoded(record, 4096), out);
    }

    @Test
    void dataInWithStatus() {
        ByteBuf out = Unpooled.buffer();
        PduEncoder.dataInWithStatus(out, 0, Residual.OVERFLOW, 512, 7, 9, 43, 106, 2, 4096, 8192);
        DataIn record = new DataIn(
                true,
                false,
                true,
                0,
                Residual.OVERFLOW,
                512,
                0,
                7,
                Bhs.RESERVED_TAG,
                9,
                43,
                106,
                2,
                4096,
                Unpooled.EMPTY_BUFFER);
        assertEquals(encoded(record, 8192), out);
    }
}
