package dev.targetnode.iscsi.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.memory.BufferLedger;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.DataOut;
import dev.targetnode.iscsi.pdu.Digest;
import dev.targetnode.iscsi.pdu.FrameLimits;
import dev.targetnode.iscsi.pdu.InitiatorPdu;
import dev.targetnode.iscsi.pdu.NopOut;
import dev.targetnode.iscsi.pdu.Pdu;
import dev.targetnode.iscsi.pdu.PduEncoder;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.TaskManagementRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {
    private static final int DATA_MAX = 128 * 1024;

    private final BufferLedger ledger = new BufferLedger();
    private final DataBuffers buffers = new DataBuffers(1, ledger);
    private final DataLanding landing = new DataLanding();
    private final Digest digest = new Digest();
    private FrameReader reader = new FrameReader(buffers, landing);

    private static FramingSettings settings(boolean headerDigest, boolean dataDigest) {
        return new FramingSettings(headerDigest, dataDigest, new FrameLimits(FrameLimits.AHS_BYTES_USEFUL, DATA_MAX));
    }

    @AfterEach
    void nothingIsLeft() {
        reader.close();
        reader.close();
        assertEquals(0, ledger.buffersOut());
        assertEquals(0, ledger.bytesOut());
    }

    private ByteBuf encode(Pdu pdu, FramingSettings settings) {
        ByteBuf out = Unpooled.buffer();
        PduEncoder.encodeHeader(pdu, out);
        if (settings.headerDigest()) {
            Digest.write(digest.reset().add(out).value(), out);
        }
        int bytes = pdu.data().readableBytes();
        if (bytes > 0) {
            out.writeBytes(pdu.data(), pdu.data().readerIndex(), bytes).writeZero(Bhs.padding(bytes));
            if (settings.dataDigest()) {
                Digest.write(digest.reset().add(pdu.data()).addPaddingOf(bytes).value(), out);
            }
        }
        return out;
    }

    private static ByteBuf data(Random random, int bytes) {
        byte[] data = new byte[bytes];
        random.nextBytes(data);
        return Unpooled.wrappedBuffer(data);
    }

    private static InitiatorPdu pdu(Random random) {
        int bytes = random.nextInt(4) == 0 ? 16 * 1024 + random.nextInt(100_000) : random.nextInt(600);
        return switch (random.nextInt(3)) {
            case 0 -> new NopOut(true, 0, random.nextInt(1000), -1, random.nextInt(), 0, data(random, bytes));
            case 1 -> new DataOut(random.nextBoolean(), 0, 5, 6, 0, random.nextInt(), 9, data(random, bytes));
            default -> new TaskManagementRequest(true, 1, 0, random.nextInt(1000), 2, 3, 4, 5, 6);
        };
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void anyStreamInAnyPiecesGivesTheSamePdus(boolean headerDigest, boolean dataDigest) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        FramingSettings settings = settings(headerDigest, dataDigest);
        for (int round = 0; round < 8; round++) {
            List<InitiatorPdu> pdus = new ArrayList<>();
            ByteBuf stream = Unpooled.buffer();
            for (int i = 0; i < 10; i++) {
                InitiatorPdu pdu = pdu(random);
                pdus.add(pdu);
                stream.writeBytes(encode(pdu, settings));
            }
            reader.settings(settings);
            feed(random, stream, pdus);
            assertEquals(List.of(), pdus);
            assertEquals(0, ledger.buffersOut());
        }
    }

    /** Plays the socket: into the landing where one is offered and random says so, in pieces of any size. */
    private void feed(Random random, ByteBuf stream, List<InitiatorPdu> expected) {
        int pieceMax = random.nextBoolean() ? 100 : 50_000;
        while (stream.isReadable()) {
            reader.offerLanding();
            ByteBuf window = random.nextInt(4) == 0 ? null : landing.take();
            int most = Math.min(stream.readableBytes(), 1 + random.nextInt(pieceMax));
            ByteBuf input = window == null ? Unpooled.buffer(most) : window;
            input.writeBytes(stream, Math.min(most, input.writableBytes()));
            landing.withdraw();
            for (Inbound next = reader.read(input); next != null; next = reader.read(input)) {
                InitiatorPdu received =
                        assertInstanceOf(Inbound.Received.class, next).pdu();
                InitiatorPdu sent = expected.remove(0);
                assertEquals(encode(sent, settings(false, false)), encode(received, settings(false, false)));
                buffers.settleIfTaken(received.data());
            }
            assertEquals(0, input.readableBytes());
            input.release();
        }
    }

    @Test
    void closingAtAnyByteGivesEverythingBack() {
        ByteBuf whole = encode(new NopOut(true, 0, 1, -1, 0, 0, data(new Random(1), 20_001)), settings(true, true));
        for (int bytes = 0; bytes < whole.readableBytes(); bytes += bytes < 100 ? 1 : 997) {
            reader = new FrameReader(buffers, landing);
            reader.settings(settings(true, true));
            assertNull(reader.read(whole.slice(0, bytes)));
            if (bytes % 2 == 0) {
                reader.offerLanding();
            }
            nothingIsLeft();
        }
    }

    @Test
    void closingWhileTheSocketHasTheWindowLeavesItsMemoryToTheSocket() {
        ByteBuf whole = encode(new NopOut(true, 0, 1, -1, 0, 0, data(new Random(1), 20_000)), settings(false, false));
        reader.settings(settings(false, false));
        assertNull(reader.read(whole.slice(0, 100)));
        reader.offerLanding();
        ByteBuf window = landing.take();
        assertNotNull(window);
        nothingIsLeft();
        window.writeLong(1); // the kernel may still write
        assertTrue(window.release());
    }

    @Test
    void aWindowIsNotTakenWhileBytesWaitThatBelongBeforeIt() {
        ByteBuf whole = encode(new NopOut(true, 0, 1, -1, 0, 0, data(new Random(1), 60_000)), settings(false, false));
        reader.settings(settings(false, false));
        assertNull(reader.read(whole.readSlice(100)));
        landing.arrived(); // a read ahead of the framing stage, in a buffer of its own
        reader.offerLanding();
        assertNull(landing.take());
        landing.seen();
        assertNull(reader.read(whole.readSlice(1000)));
        reader.offerLanding();
        ByteBuf window = landing.take();
        assertNotNull(window);
        window.writeBytes(whole, window.writableBytes());
        Inbound.Received received = assertInstanceOf(Inbound.Received.class, reader.read(window));
        window.release();
        buffers.settleIfTaken(received.pdu().data());
    }

    @Test
    void offersNoWindowForWhatIsSmallOrWhole() {
        reader.settings(settings(false, false));
        reader.offerLanding();
        assertNull(landing.take());
        ByteBuf whole = encode(new NopOut(true, 0, 1, -1, 0, 0, data(new Random(1), 5_000)), settings(false, false));
        reader.read(whole.slice(0, 100));
        reader.offerLanding();
        assertNull(landing.take());
    }

    @Test
    void aHeaderDigestErrorLosesStepBeforeAnythingIsAllocated() {
        ByteBuf bytes = encode(new NopOut(true, 0, 1, -1, 0, 0, data(new Random(1), 4096)), settings(true, true));
        bytes.setByte(Bhs.DATA_SEGMENT_LENGTH + 1, 0x7f);
        reader.settings(settings(true, true));
        assertInstanceOf(Inbound.OutOfStep.class, reader.read(bytes));
        assertEquals(0, ledger.buffersOut());
    }

    @Test
    void aDataDigestErrorMakesOnePduUnusableAndKeepsStep() {
        FramingSettings settings = settings(true, true);
        ByteBuf bytes = encode(new NopOut(true, 0, 1, -1, 0, 0, data(new Random(1), 101)), settings);
        ByteBuf good = encode(new NopOut(true, 0, 2, -1, 0, 0, data(new Random(2), 101)), settings);
        ByteBuf header = bytes.copy(0, Bhs.BYTES);
        bytes.setByte(bytes.writerIndex() - 5, 1); // in the padding, which the digest covers
        bytes.writeBytes(good);
        reader.settings(settings);
        Inbound.Unusable unusable = assertInstanceOf(Inbound.Unusable.class, reader.read(bytes));
        assertEquals(RejectReason.DATA_DIGEST_ERROR, unusable.reason());
        assertEquals(header, unusable.header());
        assertEquals(0, ledger.buffersOut());
        Inbound.Received next = assertInstanceOf(Inbound.Received.class, reader.read(bytes));
        assertEquals(2, next.pdu().initiatorTaskTag());
        buffers.settle(next.pdu().data());
    }

    @Test
    void lengthsBeyondTheirLimitsLoseStepAfter48BytesAndAllocateNothing() {
        ByteBuf longData = encode(new NopOut(true, 0, 1, -1, 0, 0, Unpooled.EMPTY_BUFFER), settings(false, false));
        longData.setMedium(Bhs.DATA_SEGMENT_LENGTH, DATA_MAX + 1);
        reader.settings(settings(false, false));
        assertInstanceOf(Inbound.OutOfStep.class, reader.read(longData));
        reader.close();

        reader = new FrameReader(buffers, landing);
        reader.settings(settings(false, false));
        ByteBuf longAhs = encode(new NopOut(true, 0, 1, -1, 0, 0, Unpooled.EMPTY_BUFFER), settings(false, false));
        longAhs.setByte(Bhs.TOTAL_AHS_LENGTH, 255);
        assertInstanceOf(Inbound.OutOfStep.class, reader.read(longAhs));
        assertEquals(0, ledger.buffersOut());
    }

    @Test
    void aMalformedPduIsUnusableAndItsDataGivenBack() {
        ByteBuf bytes = encode(new NopOut(true, 0, 1, -1, 0, 0, data(new Random(1), 64)), settings(false, false));
        bytes.setByte(0, 0x1c); // no opcode
        reader.settings(settings(false, false));
        Inbound.Unusable unusable = assertInstanceOf(Inbound.Unusable.class, reader.read(bytes));
        assertEquals(RejectReason.COMMAND_NOT_SUPPORTED, unusable.reason());
        assertEquals(0, ledger.buffersOut());
    }
}
