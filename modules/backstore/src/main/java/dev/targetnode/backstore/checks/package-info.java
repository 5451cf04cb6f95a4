/** Checks of what a device is given: its attributes and the ranges of its operations. */
@NullMarked
package dev.targetnode.backstore.checks;

import org.jspecify.annotations.NullMarked;
