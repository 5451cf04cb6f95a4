package dev.targetnode.backstore.file;

import dev.targetnode.backstore.checks.AttributeReader;
import dev.targetnode.backstore.posix.PosixSupport;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.BackstoreOpenException;
import dev.targetnode.core.backstore.DeviceSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * {@code vdisk_blockio}: a device whose bytes lie on a block device, past the page cache. Capacity, block lengths, what
 * it can give back and whether it may be written are the device's own. Nothing else may have it mounted or in use, unless
 * {@code exclusive} is turned off.
 */
public final class BlockIoHandler implements BackstoreHandler {
    /** Its name in the configuration. */
    public static final String NAME = "vdisk_blockio";

    private final Duration patience;

    public BlockIoHandler() {
        this(StoreOpening.PATIENCE);
    }

    /** A handler that waits so long for a device that somebody else uses. */
    BlockIoHandler(Duration patience) {
        this.patience = patience;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<AttributeProblem> check(DeviceSpec device) {
        AttributeReader reader = new AttributeReader(device.attributes());
        BlockSettings.read(reader);
        return reader.problems();
    }

    @Override
    public CompletionStage<Backstore> open(DeviceSpec device, BackstoreContext context) {
        return StoreOpening.open(device.name(), context, patience, () -> prepare(device));
    }

    private static StoreOpening.Ready prepare(DeviceSpec device) throws BackstoreOpenException, HeldException {
        String unsupported = PosixSupport.refusal();
        if (unsupported != null) {
            throw new BackstoreOpenException(NAME + " " + unsupported);
        }
        AttributeReader reader = new AttributeReader(device.attributes());
        BlockSettings settings = BlockSettings.read(reader);
        Optional<BackstoreOpenException> refusal = reader.refusal(device.name());
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        return new StoreOpening.Ready(settings, BlockPreparation.prepare(settings), () -> {});
    }
}
