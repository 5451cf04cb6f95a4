package dev.targetnode.core.loop;

import static dev.targetnode.core.loop.LoopTestSupport.configWith;
import static dev.targetnode.core.loop.LoopTestSupport.settingsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.core.loop.LoopSettings.Invalid;
import dev.targetnode.core.loop.LoopSettings.RingSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopSettingsTest {
    @Test
    void shippedSettingsAreThese() {
        LoopSettings shipped = settingsWith();
        assertEquals(
                new LoopSettings(
                        Optional.empty(),
                        OptionalInt.empty(),
                        0,
                        Duration.ofMillis(1),
                        64,
                        Duration.ofSeconds(5),
                        new RingSettings(4096, 16384, 64)),
                shipped);
    }

    @Test
    void readsEveryKey() {
        LoopSettings read = settingsWith(
                "transport = epoll",
                "count = 3",
                "poll_us = 50",
                "task-quantum = 2 ms",
                "throughput = 7",
                "shutdown-timeout = 900 ms",
                "io-uring { ring-entries = 256, completion-entries = 512, bounded-workers = 0 }");
        assertEquals(
                new LoopSettings(
                        Optional.of(Transport.EPOLL),
                        OptionalInt.of(3),
                        50,
                        Duration.ofMillis(2),
                        7,
                        Duration.ofMillis(900),
                        new RingSettings(256, 512, 0)),
                read);
    }

    @Test
    void acceptsPollMicrosAsTheTextOfASystemProperty() {
        assertEquals(50, settingsWith("poll_us = \"50\"").pollMicros());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transport | transport = kqueue",
                "transport | transport = [nio]",
                "count | count = 0",
                "count | count = 257",
                "count | count = some",
                "count | count = 99999999999999",
                "poll_us | poll_us = -1",
                "poll_us | poll_us = 10001",
                "poll_us | poll_us = fast",
                "task-quantum | task-quantum = 0 ms",
                "task-quantum | task-quantum = 1500 us",
                "task-quantum | task-quantum = 2 s",
                "task-quantum | task-quantum = soon",
                "throughput | throughput = 0",
                "throughput | throughput = 10001",
                "shutdown-timeout | shutdown-timeout = 2 minutes",
                "io-uring.ring-entries | io-uring.ring-entries = 1000",
                "io-uring.ring-entries | io-uring.ring-entries = 65536",
                "io-uring.completion-entries | io-uring.completion-entries = 2048",
                "io-uring.completion-entries | io-uring.completion-entries = 131072",
                "io-uring.bounded-workers | io-uring.bounded-workers = -1",
            })
    void refusesAValueThatDoesNotHoldAndNamesItsKey(String key, String line) {
        Invalid refused = assertInstanceOf(Invalid.class, LoopSettings.from(configWith(line)));
        assertEquals("target-node.loops." + key, refused.key());
        assertFalse(refused.reason().isBlank());
    }

    @Test
    void refusesAConfigurationWithoutTheSection() {
        Invalid refused = assertInstanceOf(Invalid.class, LoopSettings.from(ConfigFactory.empty()));
        assertEquals("target-node.loops.io-uring.ring-entries", refused.key());
    }

    @Test
    void autoIsOneLoopPerProcessorWithinTheBound() {
        LoopSettings auto = settingsWith();
        assertEquals(1, auto.loopsOn(1));
        assertEquals(8, auto.loopsOn(8));
        assertEquals(LoopSettings.LOOPS_MAX, auto.loopsOn(1_000));
        assertEquals(3, settingsWith("count = 3").loopsOn(8));
    }
}
