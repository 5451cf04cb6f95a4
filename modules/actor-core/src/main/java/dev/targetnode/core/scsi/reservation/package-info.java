/** Who has reserved a logical unit: persistent reservations (SPC-4 5.13) and RESERVE and RELEASE (SPC-2 5.5.1). */
@NullMarked
package dev.targetnode.core.scsi.reservation;

import org.jspecify.annotations.NullMarked;
