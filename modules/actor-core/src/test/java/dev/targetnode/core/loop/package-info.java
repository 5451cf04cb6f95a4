/** Tests of the event loops. */
@NullMarked
package dev.targetnode.core.loop;

import org.jspecify.annotations.NullMarked;
