package dev.targetnode.iscsi.stream;

import dev.targetnode.iscsi.pdu.TargetPdu;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A PDU on its way out.
 *
 * @param pdu what to send; one reference to its data segment belongs to this object
 * @param statSn goes into the StatSN field; connections number their PDUs last of all
 * @param sent run on the loop once all of it has been given to the kernel, or never will be
 */
public record Outbound(TargetPdu pdu, int statSn, @Nullable Runnable sent) {

    /** Drops a PDU that will not be sent. */
    void discard() {
        ByteBuf data = pdu.data();
        data.release();
        if (sent != null) {
            sent.run();
        }
    }
}
