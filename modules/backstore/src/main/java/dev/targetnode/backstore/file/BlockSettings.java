package dev.targetnode.backstore.file;

import dev.targetnode.backstore.checks.AttributeReader;
import dev.targetnode.backstore.checks.DeviceAttributes;
import dev.targetnode.backstore.file.FileSettings.EngineChoice;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the attributes of a device on a block device say.
 *
 * @param filename a path, relative ones from the working directory
 * @param sizeBytes what of it is served, 0 for all
 * @param blockBytes logical block length, 0 for the device's own
 * @param readOnly nothing is ever written
 * @param writeThrough every write is durable when it completes
 * @param nvCache the device's write cache is said to survive: nothing is ever flushed
 * @param thin whether ranges may be given back; null for what the device can do
 * @param physicalBlocks whether the device's physical blocks are reported
 * @param exclusive whether nothing else on this machine may have claimed the device
 * @param engine how operations are done
 */
record BlockSettings(
        String filename,
        long sizeBytes,
        int blockBytes,
        boolean readOnly,
        boolean writeThrough,
        boolean nvCache,
        @Nullable Boolean thin,
        boolean physicalBlocks,
        boolean exclusive,
        EngineChoice engine)
        implements StoreSettings {

    private static final Set<String> KNOWN = DeviceAttributes.with(
            Set.of("filename", "write_through", "nv_cache", "thin_provisioned", "exclusive", "file-engine"));

    /** Reads all attributes; wrong ones are noted in the reader. */
    static BlockSettings read(AttributeReader reader) {
        reader.known(KNOWN);
        DeviceAttributes.check(reader);
        String filename = FileSettings.filename(reader);
        int blockBytes = reader.has("blocksize")
                ? reader.powerOfTwo(
                        "blocksize",
                        FileSettings.BLOCK_BYTES_MIN,
                        FileSettings.BLOCK_BYTES_MIN,
                        FileSettings.BLOCK_BYTES_MAX)
                : 0;
        boolean readOnly = reader.flag("read_only", false);
        boolean writeThrough = reader.flag("write_through", false);
        boolean nvCache = reader.flag("nv_cache", false);
        FileSettings.refuseContradictions(reader, readOnly, writeThrough, nvCache);
        return new BlockSettings(
                filename,
                reader.size(Math.max(blockBytes, FileSettings.BLOCK_BYTES_MIN)),
                blockBytes,
                readOnly,
                writeThrough,
                nvCache,
                reader.has("thin_provisioned") ? (Boolean) reader.flag("thin_provisioned", false) : null,
                reader.flag("lb_per_pb_exp", true),
                reader.flag("exclusive", true),
                FileSettings.engine(reader));
    }

    @Override
    public String who() {
        return "block device " + filename;
    }

    /** Block devices use this error for what the medium does not give back, too. */
    @Override
    public String nothingRead() {
        return "the medium cannot be read there, or the device has become smaller";
    }

    @Override
    public boolean direct() {
        return true;
    }
}
