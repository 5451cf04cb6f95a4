/** The PDUs of RFC 7143 section 11 as values, their decoder and their encoder. */
@NullMarked
package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.NullMarked;
