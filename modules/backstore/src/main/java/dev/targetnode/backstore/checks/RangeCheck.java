package dev.targetnode.backstore.checks;

import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.BackstoreOutcome.Failed;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every backstore checks again before it touches a byte. */
public final class RangeCheck {
    private RangeCheck() {}

    /** How many bytes a gather write has. */
    public static long readableBytes(List<ByteBuf> source) {
        long bytes = 0;
        for (int i = 0; i < source.size(); i++) { // no iterator: called for every write
            bytes += source.get(i).readableBytes();
        }
        return bytes;
    }

    /**
     * Why an operation may not be done, or null.
     *
     * @param who the file or device, as it is named in the reason
     * @param changes whether the operation changes anything
     */
    public static @Nullable Failed refusal(
            String who,
            BackstoreGeometry geometry,
            boolean closed,
            long offsetBytes,
            long lengthBytes,
            boolean changes) {
        if (closed) {
            return new Failed(BackstoreError.NOT_READY, who + " is closed");
        }
        if (changes && geometry.readOnly()) {
            return new Failed(BackstoreError.READ_ONLY, who + " is read-only");
        }
        long size = geometry.sizeBytes();
        boolean misaligned = ((offsetBytes | lengthBytes) & (geometry.blockBytes() - 1)) != 0;
        if (misaligned || offsetBytes < 0 || lengthBytes < 0 || lengthBytes > size - offsetBytes) {
            return new Failed(
                    BackstoreError.INTERNAL,
                    who + " was asked for " + lengthBytes + " bytes at " + offsetBytes + " of " + size);
        }
        return null;
    }
}
