package dev.targetnode.iscsi.stream;

import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.iscsi.pdu.InitiatorPdu;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection's stream and its actor meet. Both run on the connection's loop, so what they hand each other lies
 * in plain deques; one doorbell a batch tells the other side to look.
 *
 * <p>Backpressure inwards: the stream stops reading once {@link #INBOUND_MAX} PDUs are not yet taken, or while more than
 * {@link #OUTBOUND_SOFT_MAX} answers are not yet accepted by the socket. A peer that does not read is not read from.
 */
public final class PduPort {
    /** PDUs that may wait for the actor. */
    static final int INBOUND_MAX = 64;

    /** PDUs that may wait for the socket before the stream stops reading; R2Ts and responses owed are bounded by it. */
    static final int OUTBOUND_SOFT_MAX = 1024;

    private final ArrayDeque<Inbound> inbound = new ArrayDeque<>();
    private final ArrayDeque<Outbound> outbound = new ArrayDeque<>();
    private final DataBuffers buffers;
    private final Runnable ringActor;
    private Runnable ringStage = () -> {};
    private boolean actorRung;
    private boolean stageRung;
    private boolean stageStalled;
    private boolean finished;
    private boolean stopped;
    private long taken;

    /**
     * A port.
     *
     * @param ringActor tells the actor, by a message, that {@link #poll} has something
     */
    public PduPort(DataBuffers buffers, Runnable ringActor) {
        this.buffers = buffers;
        this.ringActor = ringActor;
    }

    // ---- the actor's side

    /** The next thing received, or null when there is none until the actor is rung again. */
    public @Nullable Inbound poll() {
        Inbound next = inbound.poll();
        if (next == null) {
            actorRung = false;
            if (stageStalled) {
                stageStalled = false;
                wakeStage();
            }
        }
        return next;
    }

    /** Queues a PDU. The port owns its data from now on and runs {@code sent} whatever becomes of it. */
    public void send(Outbound pdu) {
        if (stopped || finished) {
            pdu.discard();
            return;
        }
        outbound.add(pdu);
        wakeStage();
    }

    /** Sends what is queued, then closes the connection. */
    public void finish() {
        finished = true;
        wakeStage();
    }

    /** How many PDUs have not been accepted by the socket. */
    public int backlog() {
        return outbound.size();
    }

    /** Counts PDUs that the socket has accepted; stands still while the peer does not read. */
    public long taken() {
        return taken;
    }

    // ---- the stage's side

    void attach(Runnable ring) {
        ringStage = ring;
        stageRung = false; // whoever rang before has rung in vain
    }

    boolean mayReceive() {
        boolean room = inbound.size() < INBOUND_MAX && outbound.size() < OUTBOUND_SOFT_MAX;
        stageStalled |= !room;
        return room;
    }

    void deliver(Inbound what) {
        if (stopped) {
            discard(what);
            return;
        }
        inbound.add(what);
        if (!actorRung) {
            actorRung = true;
            ringActor.run();
        }
    }

    @Nullable
    Outbound next() {
        Outbound next = outbound.poll();
        if (next != null) {
            taken++;
        }
        return next;
    }

    boolean drained() {
        return finished && outbound.isEmpty();
    }

    void rungStage() {
        stageRung = false;
    }

    /** The stream has ended: nothing more will be sent. */
    void detach() {
        ringStage = () -> {};
        finished = true;
        for (Outbound pdu = outbound.poll(); pdu != null; pdu = outbound.poll()) {
            pdu.discard();
        }
    }

    /** The actor has ended: gives back what it has not taken. */
    public void stop() {
        stopped = true;
        for (Inbound what = inbound.poll(); what != null; what = inbound.poll()) {
            discard(what);
        }
        finish();
    }

    /** Gives back the data segment of a received PDU, if it has one. */
    public void settle(InitiatorPdu pdu) {
        buffers.settleIfTaken(pdu.data());
    }

    private void discard(Inbound what) {
        if (what instanceof Inbound.Received received) {
            settle(received.pdu());
        }
    }

    private void wakeStage() {
        if (!stageRung) {
            stageRung = true;
            ringStage.run();
        }
    }
}
