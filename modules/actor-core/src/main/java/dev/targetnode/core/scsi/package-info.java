/** SCSI as values and pure functions (SPC-4, SBC-3, SAM-5): no actors, no channels, no clock. */
@NullMarked
package dev.targetnode.core.scsi;

import org.jspecify.annotations.NullMarked;
