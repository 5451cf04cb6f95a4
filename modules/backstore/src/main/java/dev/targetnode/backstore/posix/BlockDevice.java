package dev.targetnode.backstore.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an open block device says of itself. Lengths are in bytes.
 *
 * @param sizeBytes capacity
 * @param logicalBlockBytes the smallest piece that can be addressed
 * @param physicalBlockBytes the smallest piece that is written without reading around it first
 * @param minimumTransferBytes what transfers should be a multiple of, 0 for unknown
 * @param optimalTransferBytes what transfers should best be, 0 for unknown
 * @param alignmentOffsetBytes where the first physical block begins; negative where none ever does (layers that do not
 *     fit on each other)
 * @param readOnly the system lets nobody write
 */
public record BlockDevice(
        long sizeBytes,
        int logicalBlockBytes,
        int physicalBlockBytes,
        int minimumTransferBytes,
        int optimalTransferBytes,
        int alignmentOffsetBytes,
        boolean readOnly) {

    // linux/fs.h: _IO(0x12, n), and _IOR(0x12, 114, size_t) for the first; the same on x86_64 and aarch64
    private static final long BLKGETSIZE64 = 0x8008_1272L;
    private static final long BLKROGET = 0x125E;
    private static final long BLKSSZGET = 0x1268;
    private static final long BLKIOMIN = 0x1278;
    private static final long BLKIOOPT = 0x1279;
    private static final long BLKALIGNOFF = 0x127A;
    private static final long BLKPBSZGET = 0x127B;

    /** Asks the device; may block. */
    public static BlockDevice of(OpenFile file) throws PosixException {
        int logical = asked(file, BLKSSZGET).getInt(0);
        return new BlockDevice(
                asked(file, BLKGETSIZE64).getLong(0),
                logical,
                Math.max(logical, asked(file, BLKPBSZGET).getInt(0)),
                asked(file, BLKIOMIN).getInt(0),
                asked(file, BLKIOOPT).getInt(0),
                asked(file, BLKALIGNOFF).getInt(0),
                asked(file, BLKROGET).getInt(0) != 0);
    }

    private static ByteBuffer asked(OpenFile file, long request) throws PosixException {
        byte[] answer = new byte[Long.BYTES];
        if (Posix.ioctl(file.fd(), request, answer) < 0) {
            throw new PosixException(Posix.errno());
        }
        return ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
    }
}
