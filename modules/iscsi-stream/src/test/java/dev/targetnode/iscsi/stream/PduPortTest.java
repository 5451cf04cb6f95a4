package dev.targetnode.iscsi.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.memory.BufferLedger;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.iscsi.pdu.NopIn;
import dev.targetnode.iscsi.pdu.NopOut;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class PduPortTest {
    private final BufferLedger ledger = new BufferLedger();
    private final DataBuffers buffers = new DataBuffers(1, ledger);
    private int actorRings;
    private int stageRings;
    private int sent;
    private final PduPort port = new PduPort(buffers, () -> actorRings++);

    private Inbound received() {
        return new Inbound.Received(new NopOut(true, 0, 1, -1, 0, 0, buffers.take(100)));
    }

    private Outbound outbound(ByteBuf data) {
        return new Outbound(new NopIn(0, 1, -1, 0, 0, 0, data), 0, () -> sent++);
    }

    private Outbound outbound() {
        return outbound(Unpooled.EMPTY_BUFFER);
    }

    private void attach() {
        port.attach(() -> stageRings++);
    }

    private void takeAll() {
        for (Inbound next = port.poll(); next != null; next = port.poll()) {
            if (next instanceof Inbound.Received pdu) {
                port.settle(pdu.pdu());
            }
        }
    }

    @Test
    void ringsTheActorOnceForABatch() {
        port.deliver(received());
        port.deliver(received());
        assertEquals(1, actorRings);
        takeAll();
        port.deliver(received());
        assertEquals(2, actorRings);
        takeAll();
        assertEquals(0, ledger.buffersOut());
    }

    @Test
    void holdsTheStageWhileTheActorIsBehindAndWakesItAfterwards() {
        attach();
        for (int i = 0; i < PduPort.INBOUND_MAX; i++) {
            assertTrue(port.mayReceive());
            port.deliver(received());
        }
        assertFalse(port.mayReceive());
        assertEquals(0, stageRings);
        takeAll();
        assertEquals(1, stageRings);
        assertTrue(port.mayReceive());
    }

    @Test
    void holdsTheStageWhileThePeerDoesNotRead() {
        attach();
        for (int i = 0; i < PduPort.OUTBOUND_SOFT_MAX; i++) {
            port.send(outbound());
        }
        assertFalse(port.mayReceive());
        assertEquals(PduPort.OUTBOUND_SOFT_MAX, port.backlog());
        port.next();
        assertTrue(port.mayReceive());
        assertEquals(1, port.taken());
    }

    @Test
    void ringsTheStageOnceUntilItHasLooked() {
        attach();
        port.send(outbound());
        port.send(outbound());
        assertEquals(1, stageRings);
        port.rungStage();
        port.send(outbound());
        assertEquals(2, stageRings);
    }

    @Test
    void aRingBeforeThereWasAStageIsNotTakenForOneAfterwards() {
        port.send(outbound());
        attach();
        port.send(outbound());
        assertEquals(1, stageRings);
    }

    @Test
    void isDrainedWhenWhatWasQueuedBeforeTheEndHasGone() {
        attach();
        port.send(outbound());
        port.finish();
        assertFalse(port.drained());
        port.next();
        assertTrue(port.drained());
        port.send(outbound());
        assertNull(port.next(), "nothing follows the end");
        assertEquals(1, sent);
    }

    @Test
    void givesBackWhatTheStreamWillNotSend() {
        ByteBuf data = Unpooled.directBuffer(8).writeLong(1);
        port.send(outbound(data));
        port.detach();
        port.send(outbound());
        assertEquals(0, data.refCnt());
        assertEquals(2, sent);
    }

    @Test
    void givesBackWhatTheActorWillNotTake() {
        port.deliver(received());
        port.stop();
        port.deliver(received());
        assertEquals(0, ledger.buffersOut());
    }
}
