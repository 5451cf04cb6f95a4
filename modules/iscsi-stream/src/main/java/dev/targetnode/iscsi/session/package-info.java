/** Connection and session actors: CmdSN window, task table, data transfer, task management. */
@NullMarked
package dev.targetnode.iscsi.session;

import org.jspecify.annotations.NullMarked;
