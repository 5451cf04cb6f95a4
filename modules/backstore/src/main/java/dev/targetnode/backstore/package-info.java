/** The handlers that this node has. */
@NullMarked
package dev.targetnode.backstore;

import org.jspecify.annotations.NullMarked;
