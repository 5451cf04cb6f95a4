package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C as header and data digest (RFC 7143 13.1). One instance computes one digest at a time and may be reused; it
 * belongs to one thread, and so does every buffer it reads, since it borrows the buffer's internal NIO view.
 *
 * <p>A value is the CRC as an int; on the wire its least significant byte goes first.
 */
public final class Digest {
    /** Bytes of a digest on the wire. */
    public static final int BYTES = 4;

    private static final byte[] ZEROS = new byte[Bhs.PAD_BYTES];

    private final CRC32C crc = new CRC32C();

    /** Forgets what was added. */
    public Digest reset() {
        crc.reset();
        return this;
    }

    /** Adds the readable bytes; the indices stay. */
    public Digest add(ByteBuf buffer) {
        return add(buffer, buffer.readerIndex(), buffer.readableBytes());
    }

    /** Adds length bytes from an absolute index; the indices stay. */
    public Digest add(ByteBuf buffer, int index, int length) {
        if (length == 0) {
            return this; // an empty buffer may have no NIO view
        }
        if (buffer.nioBufferCount() == 1) {
            crc.update(buffer.internalNioBuffer(index, length));
            return this;
        }
        for (ByteBuffer part : buffer.nioBuffers(index, length)) {
            crc.update(part);
        }
        return this;
    }

    /** Adds the padding after a data segment of that many bytes: zeros, covered by the digest (RFC 7143 13.1). */
    public Digest addPaddingOf(int dataBytes) {
        crc.update(ZEROS, 0, Bhs.padding(dataBytes));
        return this;
    }

    /** The digest of what was added since the last reset. */
    public int value() {
        return (int) crc.getValue();
    }

    /** Appends a digest in wire order. */
    public static void write(int value, ByteBuf out) {
        out.writeIntLE(value);
    }

    /** The digest that lies in wire order at an absolute index. */
    public static int at(ByteBuf in, int index) {
        return in.getIntLE(index);
    }
}
