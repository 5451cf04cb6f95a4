/** JMH benchmarks of single steps of the data path. */
@NullMarked
package dev.targetnode.bench;

import org.jspecify.annotations.NullMarked;
