package dev.targetnode.iscsi.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.core.event.Peer;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionCountersTest {
    private static final Peer PEER = new Peer("iqn.a:b", "192.0.2.1:99", "192.0.2.1", "iqn.c:d", 5);

    private long nanos;
    private int clockReadings;

    private long readClock() {
        clockReadings++;
        return nanos;
    }

    private final SessionCounters session = new SessionCounters(PEER, true, this::readClock);
    private final LunCounters lun = session.lun(0, "disk1");

    private static void end(LunCounters counters, CommandKind kind, long bytes, long micros) {
        counters.began();
        counters.ended(kind, ScsiStatus.GOOD, null, bytes, micros * 1000);
    }

    /** Within one percent, or one. */
    private static void assertAbout(long expected, long micros) {
        assertTrue(Math.abs(micros - expected) <= Math.max(1, expected / 100), () -> micros + ", not " + expected);
    }

    @Test
    void countsCommandsAndBytesByKind() {
        end(lun, CommandKind.READ, 4096, 100);
        end(lun, CommandKind.READ, 4096, 100);
        end(lun, CommandKind.WRITE, 512, 100);
        end(lun, CommandKind.OTHER, 36, 100);
        LunStatistics read = session.total().luns().get(0);
        assertEquals(2, read.reads());
        assertEquals(1, read.writes());
        assertEquals(1, read.others());
        assertEquals(8192, read.bytesRead());
        assertEquals(512, read.bytesWritten());
        assertEquals(4, read.latency().commands());
    }

    @Test
    void latencyIsWithinOnePercentOfTheTruth() {
        for (int micros = 1; micros <= 1000; micros++) {
            end(lun, CommandKind.READ, 0, micros);
        }
        Latency latency = session.total().total().latency();
        assertAbout(500, latency.p50Micros());
        assertAbout(990, latency.p99Micros());
        assertAbout(1000, latency.maxMicros());
    }

    @Test
    void whatTakesForEverCountsAsAnHour() {
        end(lun, CommandKind.READ, 0, Duration.ofDays(3).toMillis() * 1000);
        Latency latency = session.total().total().latency();
        assertAbout(LunCounters.MICROS_MAX, latency.maxMicros());
    }

    @Test
    void errorsAreCountedByWhatTheInitiatorWasTold() {
        Map<ErrorKind, Sense> senses = Map.of(
                ErrorKind.MEDIUM_ERROR, Sense.WRITE_ERROR,
                ErrorKind.HARDWARE_ERROR, Sense.INTERNAL_TARGET_FAILURE,
                ErrorKind.ILLEGAL_REQUEST, Sense.invalidOpcode(),
                ErrorKind.NOT_READY, Sense.MEDIUM_NOT_PRESENT,
                ErrorKind.DATA_PROTECT, Sense.WRITE_PROTECTED,
                ErrorKind.ABORTED_COMMAND, Sense.INCORRECT_AMOUNT_OF_DATA);
        senses.values().forEach(sense -> {
            lun.began();
            lun.ended(CommandKind.WRITE, ScsiStatus.CHECK_CONDITION, sense, 0, 1);
        });
        lun.began();
        lun.ended(CommandKind.WRITE, ScsiStatus.BUSY, null, 0, 1);
        LunStatistics read = session.total().total();
        senses.keySet().forEach(kind -> assertEquals(1L, read.errors().get(kind), kind::word));
        assertEquals(1L, read.errors().get(ErrorKind.BUSY));
        assertEquals(senses.size() + 1, read.errorCount());
    }

    @Test
    void anIntervalBeginsWhereTheLastOneEndedAndTheTotalHasBoth() {
        end(lun, CommandKind.READ, 1, 10);
        nanos = Duration.ofSeconds(3).toNanos();
        assertEquals(1, session.interval().total().reads());
        assertTrue(session.interval().isIdle());
        end(lun, CommandKind.READ, 1, 2000);
        nanos = Duration.ofSeconds(5).toNanos();
        SessionStatistics second = session.interval();
        assertEquals(1, second.total().reads());
        assertEquals(Duration.ofSeconds(2), second.time());
        assertAbout(2000, second.total().latency().p50Micros());
        end(lun, CommandKind.READ, 1, 30);
        SessionStatistics total = session.total();
        assertEquals(3, total.total().reads());
        assertEquals(3, total.total().latency().commands());
        assertAbout(30, total.total().latency().p50Micros());
        assertEquals(Duration.ofSeconds(5), total.time());
    }

    @Test
    void depthIsTheMostThatWasInProgressAtATime() {
        lun.began();
        lun.began();
        lun.aborted();
        session.depth(7);
        session.depth(2);
        SessionStatistics first = session.interval();
        assertEquals(7, first.total().depthMax(), "of all units together");
        assertEquals(2, first.luns().get(0).depthMax());
        assertEquals(1, first.luns().get(0).depth());
        lun.aborted();
        SessionStatistics second = session.interval();
        assertEquals(2, second.total().depthMax(), "those that had not ended");
        assertEquals(1, second.luns().get(0).depthMax());
        assertEquals(2, session.total().luns().get(0).aborted());
        assertEquals(7, session.total().total().depthMax());
    }

    @Test
    void unitsThatNobodyUsesAreNotTold() {
        session.lun(1, "disk2");
        assertTrue(session.total().isIdle());
        assertEquals(List.of(), session.total().luns());
    }

    @Test
    void rejectsAndFunctionsAreNoSilence() {
        session.rejected();
        session.function();
        SessionStatistics interval = session.interval();
        assertEquals(1, interval.rejects());
        assertEquals(1, interval.functions());
        assertTrue(session.interval().isIdle());
        assertEquals(1, session.total().rejects());
    }

    @Test
    void theClockIsReadOnceAMessageAndNotAtAllWhereNothingIsCounted() {
        int before = clockReadings;
        session.tick();
        for (int i = 0; i < 100; i++) {
            session.now();
        }
        assertEquals(before + 1, clockReadings);
        SessionCounters off = new SessionCounters(PEER, false, this::readClock);
        before = clockReadings;
        off.tick();
        assertEquals(before, clockReadings);
        assertSame(LunCounters.off(), off.lun(0, "disk1"));
        end(LunCounters.off(), CommandKind.READ, 1, 1);
        assertTrue(off.total().isIdle());
    }

    @Test
    void linesSayWhatWasCountedInKeysThatStay() {
        end(lun, CommandKind.READ, 4096, 100);
        lun.began();
        lun.ended(CommandKind.WRITE, ScsiStatus.CHECK_CONDITION, Sense.WRITE_ERROR, 0, 100_000);
        nanos = Duration.ofSeconds(60).toNanos();
        SessionStatistics total = session.total();
        String counted = " commands=2 reads=1 writes=1 bytes-read=4096 bytes-written=0 p50-us=100 p99-us=100 max-us=100"
                + " depth-max=1 aborted=0 errors=1 medium-error=1";
        String who = "event=statistics initiator=iqn.a:b address=192.0.2.1:99 target=iqn.c:d tsih=5";
        assertEquals(
                who + " scope=interval seconds=60 lun=0 device=disk1" + counted,
                StatisticsLines.lun("interval", total, total.luns().get(0)).toString());
        assertEquals(
                who + " scope=interval seconds=60" + counted.replace("depth-max=1", "depth-max=0")
                        + " functions=0 rejects=0",
                StatisticsLines.session("interval", total).toString());
    }

    @Test
    void settingsBelowASecondAreASecondAndZeroIsNever() {
        assertEquals(Duration.ofSeconds(1), settings("10 ms").logInterval());
        assertEquals(Duration.ofMinutes(5), settings("5 minutes").logInterval());
        assertTrue(settings("5 minutes").hasInterval());
        assertEquals(false, settings("0").hasInterval());
    }

    private static StatisticsSettings settings(String interval) {
        return StatisticsSettings.from(ConfigFactory.parseString(
                "target-node.statistics { enabled = true, log-interval = " + interval + " }"));
    }
}
