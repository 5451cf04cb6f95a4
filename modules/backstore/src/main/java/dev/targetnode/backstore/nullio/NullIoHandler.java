package dev.targetnode.backstore.nullio;

import dev.targetnode.backstore.checks.AttributeReader;
import dev.targetnode.backstore.checks.DeviceAttributes;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.BackstoreOpenException;
import dev.targetnode.core.backstore.DeviceSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code vdisk_nullio}: reads return zeros, writes are thrown away. For measuring everything but the storage. */
public final class NullIoHandler implements BackstoreHandler {
    /** Its name in the configuration. */
    public static final String NAME = "vdisk_nullio";

    /** SCST's default: 2.5 TiB, more than 32 bits of 512-byte blocks can address. */
    static final long DEFAULT_SIZE_BYTES = 5L << 39;

    private static final int BLOCK_BYTES_MIN = 512;
    private static final int BLOCK_BYTES_MAX = 65536;
    private static final int PHYSICAL_BLOCK_BYTES = 4096;
    private static final int IN_FLIGHT_MAX = 1024;

    private static final Set<String> KNOWN = DeviceAttributes.with(Set.of("dummy", "read_zero", "thin_provisioned"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<AttributeProblem> check(DeviceSpec device) {
        AttributeReader reader = new AttributeReader(device.attributes());
        geometry(reader);
        return reader.problems();
    }

    @Override
    public CompletionStage<Backstore> open(DeviceSpec device, BackstoreContext context) {
        AttributeReader reader = new AttributeReader(device.attributes());
        BackstoreGeometry geometry = geometry(reader);
        Optional<BackstoreOpenException> refusal = reader.refusal(device.name());
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        return CompletableFuture.completedFuture(new NullBackstore(device.name(), geometry));
    }

    private static BackstoreGeometry geometry(AttributeReader reader) {
        reader.known(KNOWN);
        DeviceAttributes.check(reader);
        reader.flag("dummy", false);
        reader.flag("read_zero", true);
        int blockBytes = reader.powerOfTwo("blocksize", BLOCK_BYTES_MIN, BLOCK_BYTES_MIN, BLOCK_BYTES_MAX);
        long asked = reader.size(blockBytes);
        boolean large = reader.flag("lb_per_pb_exp", true) && blockBytes < PHYSICAL_BLOCK_BYTES;
        return new BackstoreGeometry(
                asked == 0 ? DEFAULT_SIZE_BYTES : asked,
                blockBytes,
                large ? Integer.numberOfTrailingZeros(PHYSICAL_BLOCK_BYTES / blockBytes) : 0,
                reader.flag("read_only", false),
                reader.flag("thin_provisioned", false) ? blockBytes : 0,
                IN_FLIGHT_MAX);
    }
}
