package dev.targetnode.iscsi.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.pdu.SerialNumber;
import dev.targetnode.iscsi.session.CmdSnWindow.Arrival;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CmdSnWindowTest {
    /** Two before the numbers wrap. */
    private static final int FIRST = -2;

    @Test
    void reachesAsFarAsItsSlots() {
        CmdSnWindow window = new CmdSnWindow(FIRST, 4);
        assertEquals(FIRST + 3, window.maxCmdSn());
        assertEquals(Arrival.IGNORE, window.judge(FIRST - 1));
        assertEquals(Arrival.NEXT, window.judge(FIRST));
        assertEquals(Arrival.AHEAD, window.judge(FIRST + 1));
        assertEquals(Arrival.AHEAD, window.judge(FIRST + 3));
        assertEquals(Arrival.IGNORE, window.judge(FIRST + 4));
        assertEquals(Arrival.IGNORE, window.judge(SerialNumber.plus(FIRST, Integer.MIN_VALUE)));
    }

    @Test
    void moveOnWithArrivalsAndOpensWithReleases() {
        CmdSnWindow window = new CmdSnWindow(FIRST, 2);
        window.accept();
        assertEquals(FIRST + 1, window.expCmdSn());
        assertEquals(FIRST + 1, window.maxCmdSn());
        window.release();
        assertEquals(FIRST + 2, window.maxCmdSn());
        assertEquals(0, window.held());
    }

    @Test
    void acceptsNothingWhenItIsClosed() {
        CmdSnWindow window = new CmdSnWindow(FIRST, 1);
        window.accept();
        assertEquals(window.expCmdSn() - 1, window.maxCmdSn());
        assertEquals(Arrival.IGNORE, window.judge(window.expCmdSn()));
    }

    @Test
    void acceptsWhatWasToldAndNotWhatIsFree() {
        CmdSnWindow window = new CmdSnWindow(FIRST, 1);
        window.accept();
        window.release();
        assertEquals(Arrival.IGNORE, window.judge(window.expCmdSn()));
        window.maxCmdSn();
        assertEquals(Arrival.NEXT, window.judge(window.expCmdSn()));
    }

    @Test
    void knowsWhenNewsOfItIsOwed() {
        CmdSnWindow window = new CmdSnWindow(FIRST, 1);
        assertFalse(window.reopened());
        window.accept();
        window.maxCmdSn();
        assertFalse(window.reopened());
        window.release();
        assertTrue(window.reopened());
        window.maxCmdSn();
        assertFalse(window.reopened());
    }

    @Test
    void aCommandThatIsTakenBackHasNotBeenReceived() {
        CmdSnWindow window = new CmdSnWindow(FIRST, 2);
        window.accept();
        window.takeBack();
        assertEquals(FIRST, window.expCmdSn());
        assertEquals(FIRST + 1, window.maxCmdSn());
        assertEquals(0, window.held());
        assertEquals(Arrival.NEXT, window.judge(FIRST));
    }

    @Test
    void doesNotReleaseWhatIsNotHeld() {
        CmdSnWindow window = new CmdSnWindow(FIRST, 1);
        assertThrows(IllegalStateException.class, window::release);
    }

    @Test
    void anyCourseOfEventsKeepsMaxCmdSnFromGoingBackAndBoundsWhatIsHeld() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int slots = 1 + random.nextInt(16);
        CmdSnWindow window = new CmdSnWindow(random.nextInt(), slots);
        int told = window.maxCmdSn();
        for (int step = 0; step < 10_000; step++) {
            if (random.nextBoolean() && window.judge(window.expCmdSn()) == Arrival.NEXT) {
                window.accept();
            } else if (window.held() > 0 && random.nextBoolean()) {
                window.release();
            }
            int now = window.maxCmdSn();
            assertFalse(SerialNumber.lessThan(now, told));
            assertTrue(SerialNumber.distance(window.expCmdSn(), now) >= -1);
            assertEquals(slots, window.held() + SerialNumber.distance(window.expCmdSn(), now) + 1);
            told = now;
        }
    }
}
