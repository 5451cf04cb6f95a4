package dev.targetnode.iscsi.stream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Where the next bytes of a large data segment should land. The framing stage offers the unfilled rest of a segment's
 * own buffer; the socket's next read takes it, so that the bytes go from the kernel straight to where they stay.
 *
 * <p>An offer is only ever a hint: bytes that arrive in another buffer are copied. Both sides run on the connection's
 * loop.
 */
final class DataLanding {
    private @Nullable ByteBuf offered;
    private int unread;

    /** Bytes have come that the framing stage has not seen: they belong before whatever is read next. */
    void arrived() {
        unread++;
    }

    /** The framing stage has seen the next bytes; what it had offered before is void. */
    void seen() {
        unread--;
        withdraw();
    }

    /** Offers a window, whose writable bytes are the rest of the segment; the landing owns it until it is taken. */
    void offer(ByteBuf window) {
        withdraw();
        offered = window;
    }

    /** Hands the offered window to a read, which owns it from now on; null where there is none, or bytes wait before it. */
    @Nullable
    ByteBuf take() {
        if (unread > 0) {
            return null;
        }
        ByteBuf window = offered;
        offered = null;
        return window;
    }

    /** Takes an offer back that no read has taken. */
    void withdraw() {
        if (offered != null) {
            offered.release();
            offered = null;
        }
    }
}
