package dev.targetnode.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final int LIMIT = EventKind.REFUSAL.perMinute();

    private final List<String> lines = new ArrayList<>();
    private long nanos = 1;
    private final EventLog log = new EventLog((level, line) -> lines.add(level + " " + line), () -> nanos);

    private void refuse(String host, int times) {
        for (int i = 0; i < times; i++) {
            int number = i;
            log.tell(
                    EventKind.REFUSAL,
                    host,
                    () -> LogLine.of(EventKind.REFUSAL).with("address", host).with("number", number));
        }
    }

    private void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void linesCarryTheLevelOfTheirKind() {
        refuse("192.0.2.1", 1);
        assertEquals(List.of("WARN event=refusal address=192.0.2.1 number=0"), lines);
    }

    @Test
    void onePeerCannotFillTheLogAndWhatIsLeftUnsaidIsCounted() {
        refuse("192.0.2.1", 1000 + LIMIT);
        assertEquals(LIMIT, lines.size());
        lines.clear();
        pass(59);
        log.sweep();
        assertEquals(List.of(), lines);
        pass(1);
        log.sweep();
        assertEquals(
                List.of("WARN event=suppressed kind=refusal address=192.0.2.1 count=1000"
                        + " reason=\"1000 more suppressed\""),
                lines);
        log.sweep();
        assertEquals(1, lines.size());
    }

    @Test
    void aMinuteLaterAPeerIsHeardAgain() {
        refuse("192.0.2.1", LIMIT);
        pass(60);
        log.sweep();
        assertEquals(LIMIT, lines.size(), "nothing was suppressed, so nothing is said of it");
        refuse("192.0.2.1", 1);
        assertEquals(LIMIT + 1, lines.size());
    }

    @Test
    void aLoudPeerSilencesNoOtherAndNoOtherKind() {
        refuse("192.0.2.1", 100 * LIMIT);
        lines.clear();
        refuse("192.0.2.2", 1);
        log.tell(EventKind.LOGIN, "192.0.2.1", () -> LogLine.of(EventKind.LOGIN));
        assertEquals(List.of("WARN event=refusal address=192.0.2.2 number=0", "INFO event=login"), lines);
    }

    @Test
    void moreAddressesThanAreCountedApartAreCountedTogether() {
        for (int i = 0; i < EventLog.COUNTED_MAX + 100 * LIMIT; i++) {
            refuse("host" + i, 1);
        }
        assertEquals(EventLog.COUNTED_MAX + LIMIT, lines.size());
        lines.clear();
        log.close();
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).contains("address=others count=" + 99 * LIMIT), lines::toString);
    }
}
