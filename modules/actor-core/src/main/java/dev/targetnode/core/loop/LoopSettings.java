package dev.targetnode.core.loop;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings under {@code target-node.loops}; {@code reference.conf} describes each.
 *
 * @param transport the transport that is asked for, empty for the best one available
 * @param count number of loops, 1 to {@value #LOOPS_MAX}; empty for one per processor
 * @param pollMicros how long a loop polls after its last work before it sleeps, 0 (off) to {@value #POLL_MICROS_MAX}
 * @param taskQuantum how long a loop runs tasks before it looks at its sockets again, whole milliseconds
 * @param throughput messages that one actor handles in one turn, 1 to {@value #THROUGHPUT_MAX}
 * @param shutdownTimeout how long closing the loops may take
 * @param ring the io_uring instance of each loop
 */
public record LoopSettings(
        Optional<Transport> transport,
        OptionalInt count,
        int pollMicros,
        Duration taskQuantum,
        int throughput,
        Duration shutdownTimeout,
        RingSettings ring) {
    /** Where these settings are in a node's configuration. */
    public static final String PATH = "target-node.loops";

    /** More loops than this are refused. */
    public static final int LOOPS_MAX = 256;
    /** Polling for longer than this is refused: it would be a loop that never sleeps. */
    public static final int POLL_MICROS_MAX = 10_000;
    /** A higher throughput than this is refused: an actor would keep sockets waiting. */
    public static final int THROUGHPUT_MAX = 10_000;

    /**
     * One loop's io_uring instance.
     *
     * @param entries submissions that fit the ring, a power of two, 16 to 32768
     * @param completionEntries completions that fit the ring, a power of two, {@code entries} to 65536
     * @param boundedWorkers kernel threads for file operations that cannot complete at once, 0 for the kernel's bound
     */
    public record RingSettings(int entries, int completionEntries, int boundedWorkers) {}

    /** What reading the settings gives. */
    public sealed interface Parsed permits Valid, Invalid {}

    /** All keys hold. */
    public record Valid(LoopSettings settings) implements Parsed {}

    /**
     * A key does not hold.
     *
     * @param key the full path of the key
     * @param reason what is wrong with it, one line for the user
     */
    public record Invalid(String key, String reason) implements Parsed {}

    /** Reads {@value #PATH} from a node's whole, resolved configuration. Throws nothing for what a user wrote. */
    public static Parsed from(Config config) {
        return LoopSettingsReader.read(config);
    }

    /** The number of loops on a machine with this many processors. */
    public int loopsOn(int processors) {
        return count.orElse(Math.min(Math.max(processors, 1), LOOPS_MAX));
    }
}
