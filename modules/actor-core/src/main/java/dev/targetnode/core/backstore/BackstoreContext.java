package dev.targetnode.core.backstore;

import dev.targetnode.core.loop.EventLoops;
import dev.targetnode.core.memory.DataBuffers;
import java.util.concurrent.Executor;

/**
 * What a backstore may use of the node.
 *
 * @param loop the device's home loop, on which every callback runs
 * @param buffers page-aligned direct buffers, for bounces and patterns
 * @param blocking threads that may wait (opening, closing, an engine without io_uring)
 */
public record BackstoreContext(EventLoops.Loop loop, DataBuffers buffers, Executor blocking) {}
