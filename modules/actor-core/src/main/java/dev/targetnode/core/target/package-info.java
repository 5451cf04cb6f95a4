/** The actors of a SCSI target: target, I_T_L nexus (LUN) and device. */
@NullMarked
package dev.targetnode.core.target;

import org.jspecify.annotations.NullMarked;
