/** The vdisk_fileio handler and its two I/O engines. */
@NullMarked
package dev.targetnode.backstore.file;

import org.jspecify.annotations.NullMarked;
