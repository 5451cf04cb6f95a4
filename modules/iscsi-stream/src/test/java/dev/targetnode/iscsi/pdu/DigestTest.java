package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** The CRC examples of RFC 7143 appendix A.4 (RFC 3720 B.4). */
class DigestTest {
    private static final String READ_10 = "01 c0 00 00 00 00 00 00 00 00 00 00 00 00 00 00 14 00 00 00 00 00 04 00 "
            + "00 00 00 14 00 00 00 18 28 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00";

    @Test
    void matchesTheExamplesOfTheStandard() {
        assertEquals("aa36918a", wire(Bytes.hex("00".repeat(32))));
        assertEquals("43aba862", wire(Bytes.hex("ff".repeat(32))));
        assertEquals("4e79dd46", wire(Bytes.hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")));
        assertEquals("5cdb3f11", wire(Bytes.hex("1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100")));
        assertEquals("563a96d9", wire(Bytes.hex(READ_10)));
    }

    @Test
    void directSlicedAndCompositeBuffersGiveTheSameDigest() {
        ByteBuf heap = Bytes.hex(READ_10);
        ByteBuf direct = Unpooled.directBuffer().writeZero(3).writeBytes(heap.duplicate());
        ByteBuf composite = Unpooled.wrappedBuffer(heap.slice(0, 5), Unpooled.directBuffer(), direct.slice(8, 43));
        assertEquals("563a96d9", wire(direct.slice(3, 48)));
        assertEquals("563a96d9", wire(composite));
        assertEquals(0xd9963a56, new Digest().add(direct, 3, 48).value());
        composite.release();
    }

    @Test
    void paddingIsCoveredAsZeros() {
        ByteBuf data = Bytes.hex("01 02 03 04 05");
        int padded = new Digest().add(Bytes.hex("01 02 03 04 05 00 00 00")).value();
        assertEquals(padded, new Digest().add(data).addPaddingOf(5).value());
        assertEquals(
                new Digest().add(data, 0, 4).value(),
                new Digest().add(data, 0, 4).addPaddingOf(4).value());
    }

    @Test
    void resetForgetsAndEmptyAddsNothing() {
        Digest digest = new Digest().add(Bytes.hex("77"));
        assertEquals(0, digest.reset().add(Unpooled.EMPTY_BUFFER).value());
    }

    private static String wire(ByteBuf covered) {
        ByteBuf out = Unpooled.buffer();
        int value = new Digest().add(covered).value();
        Digest.write(value, out);
        assertEquals(value, Digest.at(out, 0));
        return ByteBufUtil.hexDump(out);
    }
}
