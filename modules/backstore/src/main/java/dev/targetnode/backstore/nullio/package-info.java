/** The vdisk_nullio handler. */
@NullMarked
package dev.targetnode.backstore.nullio;

import org.jspecify.annotations.NullMarked;
