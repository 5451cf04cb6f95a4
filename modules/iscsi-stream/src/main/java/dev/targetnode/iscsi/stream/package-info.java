/** The stages between a socket and a connection: channel, framing, encoding. */
@NullMarked
package dev.targetnode.iscsi.stream;

import org.jspecify.annotations.NullMarked;
