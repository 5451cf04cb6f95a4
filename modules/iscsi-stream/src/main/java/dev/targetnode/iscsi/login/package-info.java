/** Names, text keys, negotiation and the login state machine (RFC 7143 sections 6, 12 and 13), all pure. */
@NullMarked
package dev.targetnode.iscsi.login;

import org.jspecify.annotations.NullMarked;
