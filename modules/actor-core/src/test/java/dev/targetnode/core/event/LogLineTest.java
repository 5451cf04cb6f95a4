package dev.targetnode.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private static String line(String value) {
        return LogLine.of(EventKind.LOGIN).with("key", value).toString();
    }

    @Test
    void plainValuesStandAsTheyAre() {
        assertEquals("event=login key=iqn.2026-11.dev.targetnode:disk1", line("iqn.2026-11.dev.targetnode:disk1"));
        assertEquals(
                "event=logout n=-3", LogLine.of(EventKind.LOGOUT).with("n", -3).toString());
    }

    @Test
    void valuesThatCouldBeTakenForSomethingElseAreQuoted() {
        assertEquals("event=login key=\"two words\"", line("two words"));
        assertEquals("event=login key=\"a=b\"", line("a=b"));
        assertEquals("event=login key=\"\"", line(""));
        assertEquals("event=login key=\"say \\\"no\\\" \\\\ more\"", line("say \"no\" \\ more"));
        assertEquals("event=login key=\"a\\u000aevent=login\"", line("a\nevent=login"));
        assertEquals("event=login key=\"\\u00fc\"", line("\u00fc"));
    }

    @Test
    void longValuesAreCut() {
        assertTrue(line("x".repeat(100_000)).length() < LogLine.VALUE_CHARS_MAX + 100);
    }

    @Test
    void noValueForgesALineOrAKey() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                value.append("a \"\\=\n\r\t\u2028\u00e4".charAt(random.nextInt(10)));
            }
            String text = line(value.toString());
            assertTrue(text.chars().allMatch(c -> c >= 0x20 && c < 0x7f), text);
            String unquoted = text.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "");
            assertEquals(2, unquoted.chars().filter(c -> c == '=').count(), text);
            assertFalse(unquoted.contains("\""), text);
        }
    }
}
