/** The event loops: each one is a thread, a Netty I/O loop and a Pekko dispatcher at once. */
@NullMarked
package dev.targetnode.core.loop;

import org.jspecify.annotations.NullMarked;
