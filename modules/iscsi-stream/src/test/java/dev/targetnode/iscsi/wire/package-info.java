/** Rules of RFC 7143 against a node in this process, seen from the initiator's end of the wire. */
@NullMarked
package dev.targetnode.iscsi.wire;

import org.jspecify.annotations.NullMarked;
