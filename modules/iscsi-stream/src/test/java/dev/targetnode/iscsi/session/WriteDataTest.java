package dev.targetnode.iscsi.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.memory.BufferLedger;
import dev.targetnode.core.memory.DataBuffers;
import io.netty.buffer.ByteBuf;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class WriteDataTest {
    private final BufferLedger ledger = new BufferLedger();
    private final DataBuffers buffers = new DataBuffers(1, ledger);
    private final WriteData data = new WriteData();

    private byte[] write(int total, IntSupplier pieceBytes) {
        byte[] all = new byte[total];
        new Random(total).nextBytes(all);
        int at = 0;
        while (at < total) {
            int length = Math.min(pieceBytes.getAsInt(), total - at);
            data.append(piece(all, at, length), total - at - length, buffers);
            at += length;
            assertTrue(ledger.bytesOut() <= total, () -> ledger.bytesOut() + " bytes for a write of " + total);
        }
        return all;
    }

    private ByteBuf piece(byte[] from, int at, int length) {
        return buffers.take(length).writeBytes(from, at, length);
    }

    private byte[] content() {
        int total = data.pieces().stream().mapToInt(ByteBuf::readableBytes).sum();
        byte[] all = new byte[total];
        int at = 0;
        for (ByteBuf piece : data.pieces()) {
            int length = piece.readableBytes();
            piece.getBytes(piece.readerIndex(), all, at, length);
            at += length;
        }
        return all;
    }

    private void settled() {
        data.settle(buffers);
        data.settle(buffers);
        assertEquals(0, ledger.buffersOut());
        assertEquals(0, ledger.bytesOut());
    }

    @Test
    void keepsLargePiecesAsTheyCame() {
        byte[] all = write(256 * 1024, () -> 64 * 1024);
        assertEquals(4, data.pieces().size());
        assertArrayEquals(all, content());
        settled();
    }

    @Test
    void keepsASinglePieceHoweverSmall() {
        byte[] all = write(512, () -> 512);
        assertEquals(1, data.pieces().size());
        assertArrayEquals(all, content());
        settled();
    }

    @Test
    void gathersPiecesOfOneByte() {
        byte[] all = write(100_000, () -> 1);
        assertEquals(2, data.pieces().size());
        assertArrayEquals(all, content());
        settled();
    }

    @Test
    void holdsNoMoreThanTheWriteWhenSmallAndLargePiecesAlternate() {
        int[] turn = {0};
        byte[] all = write(4 << 20, () -> turn[0]++ % 2 == 0 ? 1 : WriteData.GATHER_BELOW_BYTES);
        assertArrayEquals(all, content());
        assertTrue(data.pieces().size() <= 1024);
        settled();
    }

    @Test
    void anyPiecesMakeTheWrite() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            int most = random.nextBoolean() ? 100 : 20_000;
            byte[] all = write(1 + random.nextInt(200_000), () -> 1 + random.nextInt(most));
            assertArrayEquals(all, content());
            settled();
        }
    }

    @Test
    void givesBackAnEmptyPiece() {
        data.append(buffers.take(10), 100, buffers);
        assertEquals(0, data.pieces().size());
        settled();
    }
}
