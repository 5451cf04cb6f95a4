package dev.targetnode.iscsi.statistics;

import dev.targetnode.core.event.EventKind;
import dev.targetnode.core.event.LogLine;
import java.util.Map;
import java.util.TreeMap;

/** How statistics are told in the log; README.md, "What the log says", promises these keys. */
public final class StatisticsLines {
    private StatisticsLines() {}

    /** A session's own line. */
    public static LogLine session(String scope, SessionStatistics session) {
        LogLine line = session.peer()
                .on(LogLine.of(EventKind.STATISTICS))
                .with("scope", scope)
                .with("seconds", session.time().toSeconds());
        return counted(line, session);
    }

    /** The line of one of its logical units. */
    public static LogLine lun(String scope, SessionStatistics session, LunStatistics lun) {
        LogLine line = session.peer()
                .on(LogLine.of(EventKind.STATISTICS))
                .with("scope", scope)
                .with("seconds", session.time().toSeconds())
                .with("lun", lun.lun())
                .with("device", lun.device());
        return counted(line, lun);
    }

    /** Adds what a session has done to a line about it. */
    public static LogLine counted(LogLine line, SessionStatistics session) {
        return counted(line, session.total())
                .with("functions", session.functions())
                .with("rejects", session.rejects());
    }

    private static LogLine counted(LogLine line, LunStatistics lun) {
        line.with("commands", lun.commands())
                .with("reads", lun.reads())
                .with("writes", lun.writes())
                .with("bytes-read", lun.bytesRead())
                .with("bytes-written", lun.bytesWritten())
                .with("p50-us", lun.latency().p50Micros())
                .with("p99-us", lun.latency().p99Micros())
                .with("max-us", lun.latency().maxMicros())
                .with("depth-max", lun.depthMax())
                .with("aborted", lun.aborted())
                .with("errors", lun.errorCount());
        for (Map.Entry<ErrorKind, Long> error : new TreeMap<>(lun.errors()).entrySet()) {
            line.with(error.getKey().word(), error.getValue());
        }
        return line;
    }
}
