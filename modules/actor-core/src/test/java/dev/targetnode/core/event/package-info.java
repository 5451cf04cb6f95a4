@NullMarked
package dev.targetnode.core.event;

import org.jspecify.annotations.NullMarked;
