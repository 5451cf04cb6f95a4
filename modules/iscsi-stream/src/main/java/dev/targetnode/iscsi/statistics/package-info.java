/** What sessions do, counted: values for the log and for whoever exports them. Knows no actors and no clock. */
@NullMarked
package dev.targetnode.iscsi.statistics;

import org.jspecify.annotations.NullMarked;
