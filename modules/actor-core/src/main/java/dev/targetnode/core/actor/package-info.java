/** Small helps for writing actors. */
@NullMarked
package dev.targetnode.core.actor;

import org.jspecify.annotations.NullMarked;
