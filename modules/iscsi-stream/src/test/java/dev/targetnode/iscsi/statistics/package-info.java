@NullMarked
package dev.targetnode.iscsi.statistics;

import org.jspecify.annotations.NullMarked;
