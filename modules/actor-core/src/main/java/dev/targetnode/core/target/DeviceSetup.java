package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.event.EventLog;
import dev.targetnode.core.loop.EventLoops;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.scsi.DiskState;
import java.time.Duration;

/**
 * What a device actor starts with.
 *
 * @param name the device's name
 * @param disk its state at start
 * @param store its open backstore, whose callbacks run on {@code loop}
 * @param loop its home loop
 * @param buffers for patterns
 * @param records what it keeps beside its blocks
 * @param abortBound how long an abort or a reset waits for operations that the backstore holds
 * @param stuckAfter how long an operation may take before it is reported as stuck
 * @param events where people are told of errors
 */
public record DeviceSetup(
        String name,
        DiskState disk,
        Backstore store,
        EventLoops.Loop loop,
        DataBuffers buffers,
        DeviceRecords records,
        Duration abortBound,
        Duration stuckAfter,
        EventLog events) {}
