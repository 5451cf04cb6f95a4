/** Benchmarks of what is not public in the package of the same name. */
@NullMarked
package dev.targetnode.iscsi.stream;

import org.jspecify.annotations.NullMarked;
