package dev.targetnode.iscsi.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.pdu.DataOut;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyDataTest {
    private final List<Integer> dropped = new ArrayList<>();
    private final List<Integer> taken = new ArrayList<>();
    private final EarlyData early = new EarlyData(pdu -> dropped.add(pdu.dataSn()));

    private boolean keep(int tag, int dataSn, int bytes) {
        return early.keep(new DataOut(false, 0, tag, -1, 0, dataSn, 0, Unpooled.wrappedBuffer(new byte[bytes])));
    }

    private boolean release(int tag) {
        return early.release(tag, pdu -> taken.add(pdu.dataSn()));
    }

    @Test
    void keepsTheDataOfWaitingCommandsOnlyAndInOrder() {
        early.expect(1, 100);
        assertFalse(keep(2, 0, 10));
        assertTrue(keep(1, 0, 50));
        assertTrue(keep(1, 1, 50));
        assertTrue(release(1));
        assertEquals(List.of(0, 1), taken);
        assertTrue(early.isEmpty());
        assertTrue(release(7), "a command that brought none");
    }

    @Test
    void aCommandThatBringsMoreThanItMayIsBroken() {
        early.expect(1, 100);
        keep(1, 0, 60);
        assertTrue(keep(1, 1, 41));
        assertFalse(release(1));
        assertEquals(List.of(1, 0), dropped);
        assertEquals(List.of(), taken);
    }

    @Test
    void pdusWithoutDataAreBoundedToo() {
        early.expect(1, 100);
        for (int i = 0; i <= EarlyData.PDUS_MAX; i++) {
            keep(1, i, 0);
        }
        assertFalse(release(1));
        assertEquals(EarlyData.PDUS_MAX + 1, dropped.size());
    }

    @Test
    void lostDataBreaksItsCommand() {
        early.expect(1, 100);
        early.lost(1);
        early.lost(2);
        assertFalse(release(1));
    }

    @Test
    void forgottenAndClearedDataIsDropped() {
        early.expect(1, 100);
        early.expect(2, 100);
        keep(1, 0, 1);
        keep(2, 5, 1);
        early.forget(1);
        assertEquals(List.of(0), dropped);
        early.clear();
        assertEquals(List.of(0, 5), dropped);
        assertTrue(early.isEmpty());
    }
}
