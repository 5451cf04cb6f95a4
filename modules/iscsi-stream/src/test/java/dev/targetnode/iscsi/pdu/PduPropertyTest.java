package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Properties over random PDUs and random bytes; {@code -Dseed=} repeats a run. */
class PduPropertyTest {
    private static final int ROUNDS = 500;
    private static final int RANDOM_FRAMES = 50_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeEach
    void printSeed() {
        System.out.println("PduPropertyTest -Dseed=" + seed);
    }

    @Test
    void everyPduSurvivesEncodingAndDecoding() {
        RandomPdus pdus = new RandomPdus(random);
        for (int round = 0; round < ROUNDS; round++) {
            for (Opcode opcode : Opcode.values()) {
                Pdu pdu = pdus.next(opcode);
                ByteBuf header = Unpooled.buffer();
                PduEncoder.encodeHeader(pdu, header);
                FrameHeader lengths = assertInstanceOf(
                        FrameHeader.class,
                        FrameHeader.check(
                                header,
                                false,
                                false,
                                new FrameLimits(FrameLimits.AHS_BYTES_USEFUL, FrameLimits.DATA_SEGMENT_BYTES_MAX)));
                assertEquals(header.readableBytes(), lengths.headerBytes());
                assertEquals(pdu.data().readableBytes(), lengths.dataBytes());
                assertEquals(pdu, Bytes.decode(header, pdu.data()));
            }
        }
    }

    @Test
    void whatIsDecodedFromRandomBytesEncodesAndDecodesToTheSame() {
        Opcode[] opcodes = Opcode.values();
        int decoded = 0;
        for (int frame = 0; frame < RANDOM_FRAMES; frame++) {
            byte[] bytes = new byte[Bhs.BYTES + Bhs.PAD_BYTES * random.nextInt(4)];
            random.nextBytes(bytes);
            if (random.nextInt(8) > 0) {
                bytes[0] = (byte) (opcodes[random.nextInt(opcodes.length)].code() | (bytes[0] & Bhs.IMMEDIATE_BIT));
            }
            DecodeResult result = Bytes.decode(Unpooled.wrappedBuffer(bytes), Unpooled.EMPTY_BUFFER);
            if (result instanceof Pdu pdu) {
                decoded++;
                ByteBuf header = Unpooled.buffer();
                PduEncoder.encodeHeader(pdu, header);
                assertEquals(pdu, Bytes.decode(header, pdu.data()));
            }
        }
        assertEquals(true, decoded > RANDOM_FRAMES / 50, "too few frames decode for this test to mean anything");
    }

    @Test
    void lateSerialsAreTheSameAsSerialsInTheRecord() {
        RandomPdus pdus = new RandomPdus(random);
        for (Opcode opcode : Opcode.values()) {
            if (pdus.next(opcode) instanceof TargetPdu pdu) {
                boolean reserved = pdu instanceof DataIn dataIn && !dataIn.hasStatus();
                ByteBuf late = Unpooled.buffer();
                PduEncoder.encodeHeader(pdu, 1, 2, 3, late);
                ByteBuf early = Unpooled.buffer();
                PduEncoder.encodeHeader(pdu.withSerials(reserved ? 0 : 1, 2, 3), early);
                assertEquals(early, late);
            }
        }
    }
}
