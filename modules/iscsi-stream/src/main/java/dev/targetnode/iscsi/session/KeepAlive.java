package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.pdu.Bhs;

/**
 * When to ping a silent initiator and when to give it up (RFC 7143 11.19; NopInInterval, NopInTimeout, RspTimeout). It
 * counts ticks of one second and knows no clock. Not thread-safe.
 */
final class KeepAlive {
    /** What a tick asks for. */
    enum Due {
        NOTHING,
        /** Send a NOP-In with {@link #pingTag}. */
        PING,
        /** The initiator has not answered, or not read, in time. */
        GIVE_UP
    }

    private final int intervalSeconds;
    private final int timeoutSeconds;
    private final int stallSeconds;
    private int silentSeconds;
    private int unansweredSeconds;
    private int stalledSeconds;
    private boolean pinging;
    private int tag;
    private long lastTaken;

    /** @param intervalSeconds 0 never pings */
    KeepAlive(int intervalSeconds, int timeoutSeconds, int stallSeconds) {
        this.intervalSeconds = intervalSeconds;
        this.timeoutSeconds = timeoutSeconds;
        this.stallSeconds = stallSeconds;
    }

    /** A PDU has come. Any shows life; an answer to the ping ends the wait for it. */
    void heard(int targetTransferTag) {
        silentSeconds = 0;
        if (pinging && targetTransferTag == tag) {
            pinging = false;
        }
        unansweredSeconds = 0;
    }

    /**
     * A second has passed.
     *
     * @param backlog PDUs that the socket has not accepted
     * @param taken how many it has accepted so far
     */
    Due tick(int backlog, long taken) {
        stalledSeconds = backlog > 0 && taken == lastTaken ? stalledSeconds + 1 : 0;
        lastTaken = taken;
        if (stalledSeconds > stallSeconds) {
            return Due.GIVE_UP;
        }
        if (pinging) {
            unansweredSeconds++;
            return unansweredSeconds > timeoutSeconds ? Due.GIVE_UP : Due.NOTHING;
        }
        silentSeconds++;
        if (intervalSeconds == 0 || silentSeconds < intervalSeconds) {
            return Due.NOTHING;
        }
        silentSeconds = 0;
        unansweredSeconds = 0;
        pinging = true;
        tag++;
        if (tag == Bhs.RESERVED_TAG) {
            tag = 1;
        }
        return Due.PING;
    }

    int pingTag() {
        return tag;
    }
}
