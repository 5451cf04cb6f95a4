package dev.targetnode.core.event;

import org.slf4j.event.Level;

/** What can happen, how loudly it is said, and how often one peer may cause it to be said. */
public enum EventKind {
    /** A session has begun. */
    LOGIN("login", Level.INFO, Rates.SESSIONS),
    /** A session has ended, for whatever reason. */
    LOGOUT("logout", Level.INFO, Rates.SESSIONS),
    /** A login that led to no session. */
    REFUSAL("refusal", Level.WARN, Rates.FAULTS),
    /** A PDU was rejected (RFC 7143 11.17). */
    REJECT("reject", Level.WARN, Rates.FAULTS),
    /** A connection was closed by this side, or could not be understood. */
    CONNECTION("connection", Level.WARN, Rates.FAULTS),
    /** An initiator had tasks aborted. */
    ABORT("abort", Level.INFO, Rates.FUNCTIONS),
    /** An initiator has cleared a task set or reset a logical unit or a target. */
    RESET("reset", Level.WARN, Rates.FUNCTIONS),
    /** Tasks of a session ended because another initiator wanted it so. */
    CLEARED("cleared", Level.WARN, Rates.FUNCTIONS),
    /** A backend could not do what it was asked for. */
    ERROR("error", Level.ERROR, Rates.FAULTS),
    /** A backend does not give back what it was asked to do. */
    STUCK("stuck", Level.ERROR, Rates.FAULTS),
    /** A device is shut off from its initiators, or is so no longer. */
    ISOLATION("isolation", Level.ERROR, Rates.FAULTS),
    /** What a session has done so far. */
    STATISTICS("statistics", Level.INFO, Rates.STATISTICS);

    private static final class Rates {
        static final int SESSIONS = 120;
        static final int FAULTS = 10;
        static final int FUNCTIONS = 30;
        static final int STATISTICS = 2000;
    }

    private final String word;
    private final Level level;
    private final int perMinute;

    EventKind(String word, Level level, int perMinute) {
        this.word = word;
        this.level = level;
        this.perMinute = perMinute;
    }

    /** The value of {@code event=}. */
    public String word() {
        return word;
    }

    public Level level() {
        return level;
    }

    /** Lines of this kind that one address may cause in a minute; the rest is counted. */
    public int perMinute() {
        return perMinute;
    }
}
