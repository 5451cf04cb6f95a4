package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The CDB bytes from 16 on, which travel in an AHS (RFC 7143 11.2.2.3). Immutable value. */
public final class CdbExtension {
    /** The longest CDB of SPC: 4 bytes of header and an ADDITIONAL CDB LENGTH of 256 at most. */
    public static final int MAX_CDB_BYTES = 260;
    /** The longest extension. */
    public static final int MAX_BYTES = MAX_CDB_BYTES - ScsiCommand.CDB_BYTES;
    /** No extension: the CDB has 16 bytes or fewer. */
    public static final CdbExtension NONE = new CdbExtension(new byte[0]);

    private final byte[] bytes;

    private CdbExtension(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of the given bytes, at most {@link #MAX_BYTES} of them. */
    public static CdbExtension of(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(bytes.length + " bytes of extended CDB, at most " + MAX_BYTES);
        }
        return bytes.length == 0 ? NONE : new CdbExtension(bytes.clone());
    }

    /** How many bytes. */
    public int length() {
        return bytes.length;
    }

    /** Copies all bytes into an array from the given index on. */
    public void copyTo(byte[] target, int index) {
        System.arraycopy(bytes, 0, target, index, bytes.length);
    }

    /** Appends all bytes to a buffer. */
    void writeTo(ByteBuf out) {
        out.writeBytes(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CdbExtension that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
