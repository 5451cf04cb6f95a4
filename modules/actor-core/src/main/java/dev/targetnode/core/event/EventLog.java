package dev.targetnode.core.event;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The log of a node's events. Of each kind, one address may cause {@link EventKind#perMinute} lines a minute; what is more
 * is counted, and told in one line by {@link #sweep}. Safe from any thread, nobody waits in it for another.
 */
public final class EventLog {
    /** Addresses, by kind, that are counted apart; those that come then are counted together. */
    static final int COUNTED_MAX = 4096;

    static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final String OTHERS = "others";

    /** Where lines go. */
    public interface Sink {
        void write(Level level, String line);
    }

    private record Key(EventKind kind, String host) {}

    private static final class Window {
        final long startNanos;
        final AtomicLong events = new AtomicLong();

        Window(long startNanos) {
            this.startNanos = startNanos;
        }
    }

    private final Sink sink;
    private final LongSupplier nanoTime;
    private final Map<Key, Window> windows = new ConcurrentHashMap<>();

    /**
     * A log.
     *
     * @param nanoTime a clock in nanoseconds that never goes back
     */
    public EventLog(Sink sink, LongSupplier nanoTime) {
        this.sink = sink;
        this.nanoTime = nanoTime;
    }

    /** One that writes to the program's log. */
    public static EventLog toProgramLog() {
        return new EventLog((level, line) -> LOG.atLevel(level).log(line), System::nanoTime);
    }

    /** Says what has happened to a peer, unless it has caused too many of these; {@code line} is made only if it is. */
    public void tell(EventKind kind, Peer peer, Supplier<LogLine> line) {
        tell(kind, peer.host(), line);
    }

    /** As above, by the peer's address without its port, or by the name of what it concerns where that is no peer. */
    public void tell(EventKind kind, String host, Supplier<LogLine> line) {
        if (window(new Key(kind, host)).events.incrementAndGet() <= kind.perMinute()) {
            sink.write(kind.level(), line.get().toString());
        }
    }

    private Window window(Key key) {
        Window window = windows.get(key);
        if (window != null) {
            return window;
        }
        boolean full = windows.size() >= COUNTED_MAX;
        Key counted = full ? new Key(key.kind(), OTHERS) : key;
        return windows.computeIfAbsent(counted, absent -> new Window(nanoTime.getAsLong()));
    }

    /** Says how much was left unsaid in the minutes that are over. To be called every few seconds. */
    public void sweep() {
        long now = nanoTime.getAsLong();
        windows.forEach((key, window) -> {
            if (now - window.startNanos >= WINDOW_NANOS && windows.remove(key, window)) {
                tellSuppressed(key, window);
            }
        });
    }

    /** As {@link #sweep}, of the minutes that are not over, too: nothing will come after this. */
    public void close() {
        windows.forEach((key, window) -> {
            if (windows.remove(key, window)) {
                tellSuppressed(key, window);
            }
        });
    }

    private void tellSuppressed(Key key, Window window) {
        long more = window.events.get() - key.kind().perMinute();
        if (more > 0) {
            LogLine line = LogLine.named("suppressed")
                    .with("kind", key.kind().word())
                    .with("address", key.host())
                    .with("count", more)
                    .with("reason", more + " more suppressed");
            sink.write(key.kind().level(), line.toString());
        }
    }
}
