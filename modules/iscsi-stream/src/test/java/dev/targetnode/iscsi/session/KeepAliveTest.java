package dev.targetnode.iscsi.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.session.KeepAlive.Due;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
    private static Due ticks(KeepAlive keepAlive, int seconds) {
        Due due = Due.NOTHING;
        for (int i = 0; i < seconds; i++) {
            assertEquals(Due.NOTHING, due, "due after " + i + " s");
            due = keepAlive.tick(0, 0);
        }
        return due;
    }

    @Test
    void pingsAfterTheIntervalOfSilence() {
        assertEquals(Due.PING, ticks(new KeepAlive(30, 10, 90), 30));
    }

    @Test
    void anyPduPutsThePingOff() {
        KeepAlive keepAlive = new KeepAlive(30, 10, 90);
        assertEquals(Due.NOTHING, ticks(keepAlive, 29));
        keepAlive.heard(Bhs.RESERVED_TAG);
        assertEquals(Due.PING, ticks(keepAlive, 30));
    }

    @Test
    void neverPingsWithoutAnInterval() {
        assertEquals(Due.NOTHING, ticks(new KeepAlive(0, 10, 90), 10_000));
    }

    @Test
    void givesUpWhenThePingIsNotAnsweredInTime() {
        KeepAlive keepAlive = new KeepAlive(30, 10, 90);
        ticks(keepAlive, 30);
        assertEquals(Due.GIVE_UP, ticks(keepAlive, 11));
    }

    @Test
    void anAnswerEndsTheWaitAndTheNextPingHasAnotherTag() {
        KeepAlive keepAlive = new KeepAlive(30, 10, 90);
        ticks(keepAlive, 30);
        int first = keepAlive.pingTag();
        keepAlive.heard(first);
        assertEquals(Due.PING, ticks(keepAlive, 30));
        assertNotEquals(first, keepAlive.pingTag());
        assertNotEquals(Bhs.RESERVED_TAG, keepAlive.pingTag());
    }

    @Test
    void whoSendsOtherThingsIsAliveThoughThePingIsNotAnswered() {
        KeepAlive keepAlive = new KeepAlive(30, 10, 90);
        ticks(keepAlive, 30);
        for (int i = 0; i < 10; i++) {
            assertEquals(Due.NOTHING, ticks(keepAlive, 10));
            keepAlive.heard(Bhs.RESERVED_TAG);
        }
    }

    @Test
    void givesUpAPeerThatDoesNotReadThoughItSends() {
        KeepAlive keepAlive = new KeepAlive(0, 10, 5);
        for (int i = 0; i < 5; i++) {
            keepAlive.heard(Bhs.RESERVED_TAG);
            assertEquals(Due.NOTHING, keepAlive.tick(7, 0));
        }
        assertEquals(Due.GIVE_UP, keepAlive.tick(7, 0));
    }

    @Test
    void aSlowReaderThatTakesSomethingIsNotGivenUp() {
        KeepAlive keepAlive = new KeepAlive(0, 10, 5);
        for (int i = 0; i < 100; i++) {
            assertEquals(Due.NOTHING, keepAlive.tick(7, i / 3));
        }
    }
}
