package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceManagerTest {
    private final List<String> sent = new ArrayList<>();

    @Test
    void tellsWhatTheNodeDoesLineByLine() {
        try (ServiceManager manager = new ServiceManager(sent::add, null)) {
            manager.status("opening\n2 devices");
            manager.ready("serving", List.of());
            manager.stopping();
        }
        assertEquals(
                List.of(
                        "STATUS=opening 2 devices",
                        "READY=1\nSTATUS=serving",
                        "STOPPING=1\nSTATUS=stopping: commands in progress end, devices are flushed"),
                sent);
    }

    @Test
    void saysNothingWhereNobodyListens() {
        try (ServiceManager manager = ServiceManager.of(Map.of(), 7)) {
            manager.ready("serving", List.of());
        }
    }

    @Test
    void aListenerThatIsGoneIsNoReasonToFail() {
        try (ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", "/nowhere/notify"), 7)) {
            manager.ready("serving", List.of());
        }
    }

    @Test
    void theWatchdogIsOnlyForTheProcessItNames() {
        assertEquals(Duration.ofSeconds(30), limit(Map.of("WATCHDOG_USEC", "30000000")));
        assertEquals(Duration.ofSeconds(30), limit(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7")));
        assertNull(limit(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "8")));
        assertNull(limit(Map.of("WATCHDOG_USEC", "soon")));
        assertNull(limit(Map.of("WATCHDOG_USEC", "0")));
        assertNull(limit(Map.of()));
    }

    @Test
    void anAddressIsAPathWithItsEndOrAnAbstractNameWithout() throws IOException {
        assertArrayEquals(sockaddr("/run/n\0"), NotifySocket.address("/run/n"));
        assertArrayEquals(sockaddr("\0name"), NotifySocket.address("@name"));
        assertThrows(IOException.class, () -> NotifySocket.address("relative"));
        assertThrows(IOException.class, () -> NotifySocket.address("/" + "x".repeat(107)));
    }

    private static @Nullable Duration limit(Map<String, String> environment) {
        return ServiceManager.watchdogLimit(environment, 7);
    }

    private static byte[] sockaddr(String path) {
        byte[] name = path.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(2 + name.length)
                .order(ByteOrder.nativeOrder())
                .putShort((short) 1) // AF_UNIX
                .put(name)
                .array();
    }
}
