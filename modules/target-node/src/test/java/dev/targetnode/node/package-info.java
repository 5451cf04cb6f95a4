@NullMarked
package dev.targetnode.node;

import org.jspecify.annotations.NullMarked;
