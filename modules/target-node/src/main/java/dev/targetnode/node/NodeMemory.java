package dev.targetnode.node;

import com.typesafe.config.Config;
import dev.targetnode.core.memory.BufferLedger;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.memory.MemoryBudget;
import io.netty.util.internal.PlatformDependent;

/**
 * The node's data memory.
 *
 * @param ledger counts what is out
 * @param buffers where data buffers come from
 * @param budget what all tasks together may hold
 */
record NodeMemory(BufferLedger ledger, DataBuffers buffers, MemoryBudget budget) {
    /** The part of the JVM's direct memory that tasks may hold; the rest is for sockets, headers and fragmentation. */
    private static final int DIRECT_MEMORY_DIVISOR = 2;

    private static final long MEGABYTE = 1L << 20;

    static NodeMemory of(Config settings, int loops) throws NodeStartException {
        BufferLedger ledger = new BufferLedger();
        return new NodeMemory(ledger, new DataBuffers(loops, ledger), new MemoryBudget(limitBytes(settings)));
    }

    private static long limitBytes(Config settings) throws NodeStartException {
        String key = "target-node.memory.scst_max_cmd_mem";
        long allowed = PlatformDependent.maxDirectMemory();
        if (settings.getString(key).equals("auto")) {
            return allowed / DIRECT_MEMORY_DIVISOR;
        }
        long bytes = settings.getLong(key) * MEGABYTE;
        if (bytes < MEGABYTE || bytes > allowed) {
            throw new NodeStartException(key + " is " + settings.getString(key) + " MB: must be 1 to "
                    + allowed / MEGABYTE + ", the JVM's -XX:MaxDirectMemorySize");
        }
        return bytes;
    }

    /** What one device's tasks may hold together: two fifths, as SCST has it. */
    MemoryBudget forDevice() {
        return new MemoryBudget(Math.max(1, budget.limitBytes() / 5 * 2));
    }

    /** One line for the log, in a fixed form that tests read. */
    String line() {
        return "ledger buffers=%d bytes=%d reserved=%d"
                .formatted(ledger.buffersOut(), ledger.bytesOut(), budget.reservedBytes());
    }
}
