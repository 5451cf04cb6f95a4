package dev.targetnode.iscsi.session;

import dev.targetnode.core.event.EventKind;
import dev.targetnode.core.event.EventLog;
import dev.targetnode.core.event.LogLine;
import dev.targetnode.core.event.Peer;
import dev.targetnode.core.target.Voiding;
import dev.targetnode.iscsi.login.NegotiatedParameters;
import dev.targetnode.iscsi.statistics.LunStatistics;
import dev.targetnode.iscsi.statistics.SessionCounters;
import dev.targetnode.iscsi.statistics.SessionStatistics;
import dev.targetnode.iscsi.statistics.StatisticsLines;

/** What a session tells people: its begin, its end, what it has done. README.md, "What the log says", has the keys. */
final class SessionReports {
    private final EventLog events;
    private final Peer peer;
    private final SessionCounters counters;
    private final boolean counting;

    SessionReports(SessionSetup setup, SessionCounters counters) {
        this.events = setup.observation().events();
        this.counting = setup.observation().statistics().enabled();
        this.peer = setup.who();
        this.counters = counters;
    }

    void login(NegotiatedParameters parameters, int luns, int slots) {
        events.tell(
                EventKind.LOGIN,
                peer,
                () -> peer.on(LogLine.of(EventKind.LOGIN))
                        .with("type", parameters.discovery() ? "discovery" : "normal")
                        .with("luns", luns)
                        .with("depth", slots)
                        .with("header-digest", parameters.headerDigest() ? "CRC32C" : "None")
                        .with("data-digest", parameters.dataDigest() ? "CRC32C" : "None"));
    }

    void logout(String reason) {
        if (!counting) {
            events.tell(
                    EventKind.LOGOUT,
                    peer,
                    () -> peer.on(LogLine.of(EventKind.LOGOUT)).with("reason", reason));
            return;
        }
        SessionStatistics total = counters.total();
        events.tell(
                EventKind.LOGOUT,
                peer,
                () -> StatisticsLines.counted(
                        peer.on(LogLine.of(EventKind.LOGOUT))
                                .with("reason", reason)
                                .with("seconds", total.time().toSeconds()),
                        total));
        tellLuns("session", total);
    }

    /** Nothing where nothing has happened since the last time. */
    void interval() {
        SessionStatistics interval = counters.interval();
        if (!interval.isIdle()) {
            events.tell(EventKind.STATISTICS, peer, () -> StatisticsLines.session("interval", interval));
            tellLuns("interval", interval);
        }
    }

    private void tellLuns(String scope, SessionStatistics session) {
        for (LunStatistics lun : session.luns()) {
            events.tell(EventKind.STATISTICS, peer, () -> StatisticsLines.lun(scope, session, lun));
        }
    }

    /** Tasks ended that this session did not end. */
    void voided(int lun, Voiding cause, int tasks) {
        if (tasks > 0) {
            events.tell(
                    EventKind.CLEARED,
                    peer,
                    () -> peer.on(LogLine.of(EventKind.CLEARED))
                            .with("lun", lun)
                            .with("reason", cause == Voiding.RESET ? "reset" : "task set cleared")
                            .with("tasks", tasks));
        }
    }
}
