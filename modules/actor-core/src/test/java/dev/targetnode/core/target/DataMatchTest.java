package dev.targetnode.core.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataMatchTest {
    @Test
    void findsTheFirstDifferenceWhereverThePiecesAreCut() {
        Random random = Samples.random("DataMatchTest");
        for (int run = 0; run < 2000; run++) {
            byte[] data = new byte[1 + random.nextInt(200)];
            random.nextBytes(data);
            int from = random.nextInt(data.length);
            int length = random.nextInt(data.length - from + 1);
            byte[] read = new byte[length];
            System.arraycopy(data, from, read, 0, length);
            long expected = DataMatch.EQUAL;
            if (length > 0 && random.nextBoolean()) {
                int at = random.nextInt(length);
                read[at] ^= 1;
                if (random.nextBoolean()) {
                    read[length - 1] ^= 2;
                }
                expected = at;
            }
            List<ByteBuf> pieces = cut(data, random);
            assertEquals(expected, DataMatch.firstDifference(pieces, from, Unpooled.wrappedBuffer(read), length));
            pieces.forEach(ByteBuf::release);
        }
    }

    private static List<ByteBuf> cut(byte[] data, Random random) {
        List<ByteBuf> pieces = new ArrayList<>();
        int at = 0;
        while (at < data.length) {
            int take = 1 + random.nextInt(data.length - at);
            ByteBuf piece = Unpooled.directBuffer()
                    .writeZero(3)
                    .writeBytes(data, at, take)
                    .skipBytes(3);
            pieces.add(piece);
            at += take;
        }
        return pieces;
    }

    @Test
    void dataThatEndTooSoonAreAMistakeOfTheCaller() {
        assertThrows(
                IllegalArgumentException.class,
                () -> DataMatch.firstDifference(List.of(Samples.block(0)), 500, Samples.block(0), 100));
    }
}
