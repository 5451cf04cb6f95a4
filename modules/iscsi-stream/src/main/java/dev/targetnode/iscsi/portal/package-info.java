/** Listening portals and discovery. */
@NullMarked
package dev.targetnode.iscsi.portal;

import org.jspecify.annotations.NullMarked;
