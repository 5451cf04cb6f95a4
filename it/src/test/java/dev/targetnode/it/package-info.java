/** Tests of the packaged jar as a process, driven by real initiators. Knows the jar and its contract, no class of it. */
@NullMarked
package dev.targetnode.it;

import org.jspecify.annotations.NullMarked;
