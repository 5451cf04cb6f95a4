package dev.targetnode.node;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a service manager that speaks systemd's notification protocol (sd_notify(3)) how the node is doing: ready,
 * stopping, a line of status, and as long as every event loop answers, that it is alive. Without {@code NOTIFY_SOCKET} in
 * the environment it does nothing. A message that cannot be sent is logged and no reason to stop. Safe from any thread.
 */
final class ServiceManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final String WATCHDOG_MICROS = "WATCHDOG_USEC";
    private static final String WATCHDOG_PID = "WATCHDOG_PID";

    /** Sends one message. */
    @FunctionalInterface
    interface Sender {
        void send(String message) throws IOException;
    }

    private final @Nullable Sender sender;
    private final @Nullable Duration watchdogLimit;
    private volatile @Nullable Watchdog watchdog;

    ServiceManager(@Nullable Sender sender, @Nullable Duration watchdogLimit) {
        this.sender = sender;
        this.watchdogLimit = watchdogLimit;
    }

    /** The one that started this process, if it wants to hear anything. */
    static ServiceManager of(Map<String, String> environment, long pid) {
        String socket = environment.getOrDefault(SOCKET, "");
        if (socket.isEmpty()) {
            return new ServiceManager(null, null);
        }
        return new ServiceManager(new NotifySocket(socket), watchdogLimit(environment, pid));
    }

    /** How long the service manager waits for a sign of life; null where it does not, or waits for another process. */
    static @Nullable Duration watchdogLimit(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault(WATCHDOG_MICROS, "");
        String of = environment.getOrDefault(WATCHDOG_PID, "");
        if (!micros.matches("[1-9][0-9]{0,17}") || !(of.isEmpty() || of.equals(Long.toString(pid)))) {
            return null;
        }
        return Duration.ofNanos(Math.multiplyExact(Math.min(Long.parseLong(micros), Long.MAX_VALUE / 1000), 1000L));
    }

    /** What the node is doing, on one line. */
    void status(String line) {
        send("STATUS=" + oneLine(line));
    }

    /** The node serves; from now on its loops have to answer. */
    void ready(String line, List<? extends Executor> loops) {
        send("READY=1\nSTATUS=" + oneLine(line));
        if (watchdogLimit != null && sender != null) {
            Watchdog started = new Watchdog(loops, () -> send("WATCHDOG=1"));
            started.start(watchdogLimit);
            watchdog = started;
        }
    }

    /** The node has begun to stop. Signs of life go on: stopping has a time limit of its own. */
    void stopping() {
        send("STOPPING=1\nSTATUS=stopping: commands in progress end, devices are flushed");
    }

    /** No more signs of life. */
    @Override
    public void close() {
        Watchdog running = watchdog;
        if (running != null) {
            running.close();
        }
    }

    private void send(String message) {
        if (sender == null) {
            return;
        }
        try {
            sender.send(message);
        } catch (IOException | LinkageError failed) {
            LOG.warn("the service manager was not told {}: {}", message.replace('\n', ' '), failed.toString());
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}
