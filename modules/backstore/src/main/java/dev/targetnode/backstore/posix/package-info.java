/** POSIX file calls that Java's own library does not offer, by JNA. */
@NullMarked
package dev.targetnode.backstore.posix;

import org.jspecify.annotations.NullMarked;
