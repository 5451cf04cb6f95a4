/**
 * What an administrator reads: one line an event, in {@code key=value} form, with a bound on what one peer may cause.
 */
@NullMarked
package dev.targetnode.core.event;

import org.jspecify.annotations.NullMarked;
