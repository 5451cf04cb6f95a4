package dev.targetnode.iscsi.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.session.WriteTransfer.Progress;
import dev.targetnode.iscsi.session.WriteTransfer.Solicitation;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WriteTransferTest {
    private static final int U = WriteTransfer.UNSOLICITED;

    private static WriteTransfer transfer(int expected, int immediate, boolean unsolicited, int outstanding) {
        return new WriteTransfer(expected, immediate, unsolicited, 100, 60, outstanding);
    }

    @Test
    void isCompleteWithTheCommandWhenAllCameWithIt() {
        assertTrue(transfer(80, 80, false, 1).complete());
        assertFalse(transfer(80, 79, false, 1).complete());
        assertFalse(transfer(80, 80, true, 1).complete(), "F was 0: a sequence is still open");
    }

    @Test
    void asksForTheRestInBurstsAsManyAtATimeAsNegotiated() {
        WriteTransfer write = transfer(150, 10, false, 2);
        assertEquals(new Solicitation(1, 0, 10, 60), write.solicit(1));
        assertEquals(new Solicitation(2, 1, 70, 60), write.solicit(2));
        assertNull(write.solicit(3));
        assertEquals(Progress.SEQUENCE_ENDED, write.receive(1, 0, 10, 60, true));
        assertEquals(new Solicitation(3, 2, 130, 20), write.solicit(3));
        assertNull(write.solicit(4));
        assertEquals(Progress.SEQUENCE_ENDED, write.receive(2, 0, 70, 60, true));
        assertEquals(Progress.COMPLETE, write.receive(3, 0, 130, 20, true));
        assertNull(write.solicit(4));
    }

    @Test
    void asksForNothingWhileUnsolicitedDataIsOnItsWay() {
        WriteTransfer write = transfer(150, 10, true, 1);
        assertNull(write.solicit(1));
        assertEquals(Progress.MORE, write.receive(U, 0, 10, 50, false));
        assertNull(write.solicit(1));
        assertEquals(Progress.SEQUENCE_ENDED, write.receive(U, 1, 60, 30, true));
        assertEquals(new Solicitation(1, 0, 90, 60), write.solicit(1));
    }

    @Test
    void takesNoMoreUnsolicitedDataThanTheFirstBurst() {
        assertEquals(Progress.TOO_MUCH, transfer(150, 10, true, 1).receive(U, 0, 10, 91, true));
        assertEquals(Progress.SEQUENCE_ENDED, transfer(150, 10, true, 1).receive(U, 0, 10, 90, true));
        assertEquals(Progress.TOO_MUCH, transfer(50, 10, true, 1).receive(U, 0, 10, 41, true));
    }

    @Test
    void refusesUnsolicitedDataAfterItsEnd() {
        WriteTransfer write = transfer(150, 10, true, 1);
        write.receive(U, 0, 10, 10, true);
        assertEquals(Progress.NOT_SOLICITED, write.receive(U, 1, 20, 10, true));
    }

    @Test
    void refusesWhatAnswersNoR2tOrNotTheOldest() {
        WriteTransfer write = transfer(150, 0, false, 2);
        assertEquals(Progress.NOT_SOLICITED, write.receive(1, 0, 0, 60, true));
        write.solicit(1);
        write.solicit(2);
        assertEquals(Progress.NOT_SOLICITED, write.receive(3, 0, 0, 60, true));
        assertEquals(Progress.NOT_SOLICITED, write.receive(2, 0, 60, 60, true));
        assertEquals(Progress.NOT_SOLICITED, write.receive(U, 0, 0, 60, true));
    }

    @Test
    void refusesGapsRepetitionsAndWrongDataSn() {
        for (int[] wrong : List.of(new int[] {1, 0}, new int[] {0, 1}, new int[] {-1, 0}, new int[] {0, -1})) {
            WriteTransfer write = transfer(150, 0, false, 1);
            write.solicit(1);
            assertEquals(Progress.OUT_OF_ORDER, write.receive(1, wrong[0], wrong[1], 30, false));
        }
        WriteTransfer write = transfer(150, 0, false, 1);
        write.solicit(1);
        write.receive(1, 0, 0, 30, false);
        assertEquals(Progress.OUT_OF_ORDER, write.receive(1, 0, 0, 30, false));
    }

    @Test
    void refusesASolicitedSequenceThatEndsEarlyOrNotAtAll() {
        WriteTransfer early = transfer(150, 0, false, 1);
        early.solicit(1);
        assertEquals(Progress.OUT_OF_ORDER, early.receive(1, 0, 0, 59, true));
        WriteTransfer endless = transfer(150, 0, false, 1);
        endless.solicit(1);
        assertEquals(Progress.OUT_OF_ORDER, endless.receive(1, 0, 0, 60, false));
    }

    @Test
    void anyLegalCourseCompletesWithEveryByteAskedForOnce() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            legalCourse(random);
        }
    }

    private static void legalCourse(Random random) {
        int firstBurst = 1 + random.nextInt(300);
        int maxBurst = firstBurst + random.nextInt(300);
        int expected = 1 + random.nextInt(2000);
        int immediate = random.nextInt(Math.min(expected, firstBurst) + 1);
        boolean unsolicited = random.nextBoolean();
        WriteTransfer write =
                new WriteTransfer(expected, immediate, unsolicited, firstBurst, maxBurst, 1 + random.nextInt(4));
        int offset = immediate;
        if (unsolicited) {
            int end = offset + random.nextInt(Math.min(expected, firstBurst) - offset + 1);
            sequence(random, write, U, offset, end);
            offset = end;
        }
        ArrayDeque<Solicitation> asked = new ArrayDeque<>();
        int tag = 0;
        int asking = offset;
        int r2tSn = 0;
        while (!write.complete()) {
            for (Solicitation next = write.solicit(++tag); next != null; next = write.solicit(++tag)) {
                assertEquals(asking, next.offsetBytes());
                assertEquals(r2tSn++, next.r2tSn());
                assertTrue(next.lengthBytes() > 0 && next.lengthBytes() <= maxBurst);
                asking += next.lengthBytes();
                asked.add(next);
            }
            Solicitation first = asked.poll();
            assertNotNull(first, "neither complete nor asking");
            sequence(
                    random,
                    write,
                    first.targetTransferTag(),
                    first.offsetBytes(),
                    first.offsetBytes() + first.lengthBytes());
            offset = first.offsetBytes() + first.lengthBytes();
        }
        assertEquals(expected, offset);
        assertEquals(expected, write.receivedBytes());
    }

    private static void sequence(Random random, WriteTransfer write, int tag, int from, int end) {
        int at = from;
        int dataSn = 0;
        boolean last = false;
        while (!last) {
            int length = random.nextInt(end - at + 1);
            last = at + length == end;
            Progress progress = write.receive(tag, dataSn++, at, length, last);
            at += length;
            Progress goOn = write.complete() ? Progress.COMPLETE : Progress.SEQUENCE_ENDED;
            assertEquals(last ? goOn : Progress.MORE, progress);
        }
    }

    @Test
    void anyNonsenseIsJudgedAndNeverTakesMoreThanExpected() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            int expected = 1 + random.nextInt(300);
            WriteTransfer write = transfer(expected, random.nextInt(expected + 1), random.nextBoolean(), 2);
            for (int step = 0; step < 20; step++) {
                write.solicit(random.nextInt(4));
                int before = write.receivedBytes();
                int length = random.nextInt(80);
                Progress progress = write.receive(
                        random.nextInt(5) - 1,
                        random.nextInt(3),
                        random.nextInt(3) == 0 ? random.nextInt() : before,
                        length,
                        random.nextBoolean());
                assertTrue(write.receivedBytes() <= expected);
                assertEquals(progress == Progress.COMPLETE, progress == Progress.COMPLETE && write.complete());
                if (progress == Progress.NOT_SOLICITED || progress == Progress.TOO_MUCH) {
                    assertEquals(before, write.receivedBytes());
                }
            }
        }
    }
}
