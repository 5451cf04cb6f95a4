package dev.targetnode.backstore.file;

import dev.targetnode.backstore.checks.AttributeReader;
import dev.targetnode.backstore.checks.DeviceAttributes;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the attributes of a file-backed device say.
 *
 * @param filename a path, relative ones from the working directory
 * @param sizeBytes the size that was asked for, 0 for the file's own
 * @param blockBytes logical block length
 * @param readOnly nothing is ever written, and others may read the file too
 * @param writeThrough every write is durable when it completes
 * @param nvCache the operating system's cache is said to survive: nothing is ever flushed
 * @param direct the page cache is bypassed
 * @param thin whether ranges may be given back; null for what the file system can do
 * @param physicalBlocks whether 4096-byte physical blocks are reported for a smaller {@code blockBytes}
 * @param smallPages whether the page cache is kept in small pages; null for where it has been measured to pay
 * @param engine how operations are done
 */
record FileSettings(
        String filename,
        long sizeBytes,
        int blockBytes,
        boolean readOnly,
        boolean writeThrough,
        boolean nvCache,
        boolean direct,
        @Nullable Boolean thin,
        boolean physicalBlocks,
        @Nullable Boolean smallPages,
        EngineChoice engine)
        implements StoreSettings {

    /** Which engine does the operations. */
    enum EngineChoice {
        /** By operation, as measured. */
        AUTO,
        /** The loop's io_uring for everything. */
        RING,
        /** Threads for everything. */
        POOL
    }

    static final int BLOCK_BYTES_MIN = 512;
    static final int BLOCK_BYTES_MAX = 65536;
    private static final int PHYSICAL_BLOCK_BYTES = 4096;

    private static final Set<String> KNOWN = DeviceAttributes.with(Set.of(
            "filename", "write_through", "nv_cache", "o_direct", "thin_provisioned", "file-engine", "small-pages"));

    /** Reads all attributes; wrong ones are noted in the reader. */
    static FileSettings read(AttributeReader reader) {
        reader.known(KNOWN);
        DeviceAttributes.check(reader);
        String filename = filename(reader);
        int blockBytes = reader.powerOfTwo("blocksize", BLOCK_BYTES_MIN, BLOCK_BYTES_MIN, BLOCK_BYTES_MAX);
        boolean readOnly = reader.flag("read_only", false);
        boolean writeThrough = reader.flag("write_through", false);
        boolean nvCache = reader.flag("nv_cache", false);
        refuseContradictions(reader, readOnly, writeThrough, nvCache);
        return new FileSettings(
                filename,
                reader.size(blockBytes),
                blockBytes,
                readOnly,
                writeThrough,
                nvCache,
                reader.flag("o_direct", false),
                reader.has("thin_provisioned") ? (Boolean) reader.flag("thin_provisioned", false) : null,
                reader.flag("lb_per_pb_exp", true),
                reader.has("small-pages") ? (Boolean) reader.flag("small-pages", false) : null,
                engine(reader));
    }

    static String filename(AttributeReader reader) {
        String filename = reader.text("filename");
        if (filename == null || filename.isBlank()) {
            reader.problem("filename", "is required");
        } else if (filename.indexOf('\0') >= 0) {
            reader.problem("filename", "must not contain a zero byte");
        }
        return filename == null ? "" : filename;
    }

    static void refuseContradictions(AttributeReader reader, boolean readOnly, boolean writeThrough, boolean nvCache) {
        if (readOnly && writeThrough) {
            reader.problem("write_through", "contradicts read_only");
        }
        if (readOnly && nvCache) {
            reader.problem("nv_cache", "contradicts read_only");
        }
    }

    /** Logical blocks per physical block as a power of two (SBC-4 5.21.2). */
    int physicalBlockExponent() {
        if (!physicalBlocks || blockBytes >= PHYSICAL_BLOCK_BYTES) {
            return 0;
        }
        return Integer.numberOfTrailingZeros(PHYSICAL_BLOCK_BYTES / blockBytes);
    }

    @Override
    public String who() {
        return "file " + filename;
    }

    static EngineChoice engine(AttributeReader reader) {
        String name = reader.text("file-engine");
        if (name == null) {
            return EngineChoice.AUTO;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "auto" -> EngineChoice.AUTO;
            case "ring" -> EngineChoice.RING;
            case "pool" -> EngineChoice.POOL;
            default -> {
                reader.problem("file-engine", "must be auto, ring or pool");
                yield EngineChoice.AUTO;
            }
        };
    }
}
