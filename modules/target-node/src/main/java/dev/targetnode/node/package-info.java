/** The runnable node: command line, wiring, start and stop. */
@NullMarked
package dev.targetnode.node;

import org.jspecify.annotations.NullMarked;
