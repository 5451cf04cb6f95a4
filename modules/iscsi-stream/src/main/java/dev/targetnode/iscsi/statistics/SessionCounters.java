package dev.targetnode.iscsi.statistics;

import dev.targetnode.core.event.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Counts what a session does, over its last interval and since its login. One clock reading serves all that one message
 * brings. Confined to the session's loop.
 */
public final class SessionCounters {
    private static final int NO_LUN = -1;

    private static final class Pair {
        final LunCounters now;
        final LunCounters past;

        Pair(int lun, String device) {
            now = LunCounters.of(lun, device);
            past = LunCounters.of(lun, device);
        }
    }

    private final Peer peer;
    private final boolean enabled;
    private final LongSupplier nanoTime;
    private final Map<Integer, Pair> luns = new TreeMap<>();
    private final long loginNanos;
    private long intervalNanos;
    private long now;
    private long rejects;
    private long functions;
    private long pastRejects;
    private long pastFunctions;
    private int depth;
    private int depthMax;
    private int pastDepthMax;

    /**
     * Counters at zero.
     *
     * @param nanoTime a clock in nanoseconds that never goes back
     */
    public SessionCounters(Peer peer, boolean enabled, LongSupplier nanoTime) {
        this.peer = peer;
        this.enabled = enabled;
        this.nanoTime = nanoTime;
        this.loginNanos = nanoTime.getAsLong();
        this.intervalNanos = loginNanos;
        this.now = loginNanos;
    }

    /** The counters of a logical unit; {@code lun} -1 are those of units that do not exist. */
    public LunCounters lun(int lun, String device) {
        return enabled ? luns.computeIfAbsent(lun, number -> new Pair(number, device)).now : LunCounters.off();
    }

    /** A message has come: what it brings happens now. */
    public void tick() {
        if (enabled) {
            now = nanoTime.getAsLong();
        }
    }

    /** When the message came that is being handled, in nanoseconds. */
    public long now() {
        return now;
    }

    /** So many commands are in progress. */
    public void depth(int commands) {
        depth = commands;
        depthMax = Math.max(depthMax, commands);
    }

    public void rejected() {
        rejects++;
    }

    public void function() {
        functions++;
    }

    /** What has been done since the last call, or since login. */
    public SessionStatistics interval() {
        tick();
        LunCounters sum = LunCounters.of(NO_LUN, "-");
        List<LunStatistics> each = new ArrayList<>();
        for (Pair pair : luns.values()) {
            sum.add(pair.now);
            add(each, pair.now);
            pair.past.addPast(pair.now);
            pair.now.restart();
        }
        SessionStatistics interval = statistics(intervalNanos, rejects, functions, sum, depthMax, each);
        pastRejects += rejects;
        pastFunctions += functions;
        pastDepthMax = Math.max(pastDepthMax, depthMax);
        rejects = 0;
        functions = 0;
        depthMax = depth;
        intervalNanos = now;
        return interval;
    }

    /** What has been done since login. */
    public SessionStatistics total() {
        tick();
        LunCounters sum = LunCounters.of(NO_LUN, "-");
        List<LunStatistics> each = new ArrayList<>();
        for (Pair pair : luns.values()) {
            LunCounters both = LunCounters.of(pair.now.lun(), pair.now.device());
            both.add(pair.now);
            both.addPast(pair.past);
            sum.add(both);
            add(each, both);
        }
        return statistics(
                loginNanos,
                pastRejects + rejects,
                pastFunctions + functions,
                sum,
                Math.max(pastDepthMax, depthMax),
                each);
    }

    private static void add(List<LunStatistics> all, LunCounters counters) {
        LunStatistics read = counters.read();
        if (!read.isIdle()) {
            all.add(read);
        }
    }

    private SessionStatistics statistics(
            long sinceNanos, long rejected, long managed, LunCounters sum, int deepest, List<LunStatistics> each) {
        sum.depthMax(deepest);
        return new SessionStatistics(peer, Duration.ofNanos(now - sinceNanos), rejected, managed, sum.read(), each);
    }
}
