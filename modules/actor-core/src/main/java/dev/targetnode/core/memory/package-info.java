/** Data buffers, the ledger that counts them and the admission of memory to tasks. */
@NullMarked
package dev.targetnode.core.memory;

import org.jspecify.annotations.NullMarked;
