/** An initiator that can break any rule, and a small node in this process for it to talk to. */
@NullMarked
package dev.targetnode.iscsi.harness;

import org.jspecify.annotations.NullMarked;
