package dev.targetnode.backstore.file;

import dev.targetnode.backstore.checks.AttributeReader;
import dev.targetnode.backstore.posix.PosixException;
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
 * {@code vdisk_fileio}: a device whose bytes lie in a file. A missing file is created, sparse, where {@code size} is
 * given; an existing one grows to a larger {@code size} and is never cut. The file is locked while it is open. It may be
 * a block device, which then goes through the page cache; {@link BlockIoHandler} is what leaves that out.
 */
public final class FileIoHandler implements BackstoreHandler {
    /** Its name in the configuration. */
    public static final String NAME = "vdisk_fileio";

    private final Duration patience;

    public FileIoHandler() {
        this(StoreOpening.PATIENCE);
    }

    /** A handler that waits so long for a file that somebody else has locked. */
    FileIoHandler(Duration patience) {
        this.patience = patience;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<AttributeProblem> check(DeviceSpec device) {
        AttributeReader reader = new AttributeReader(device.attributes());
        FileSettings.read(reader);
        return reader.problems();
    }

    @Override
    public CompletionStage<Backstore> open(DeviceSpec device, BackstoreContext context) {
        return StoreOpening.open(device.name(), context, patience, () -> prepare(device, context));
    }

    private static boolean wantsSmallPages(FileSettings settings, PreparedFile prepared) {
        Boolean wanted = settings.smallPages();
        if (settings.direct() || settings.readOnly() || wanted != null) {
            return Boolean.TRUE.equals(wanted) && !settings.direct();
        }
        try {
            return prepared.file().onExt4();
        } catch (PosixException unknown) {
            return false;
        }
    }

    private static StoreOpening.Ready prepare(DeviceSpec device, BackstoreContext context)
            throws BackstoreOpenException, HeldException {
        String unsupported = PosixSupport.refusal();
        if (unsupported != null) {
            throw new BackstoreOpenException(NAME + " " + unsupported);
        }
        AttributeReader reader = new AttributeReader(device.attributes());
        FileSettings settings = FileSettings.read(reader);
        Optional<BackstoreOpenException> refusal = reader.refusal(device.name());
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        PreparedFile prepared = FilePreparation.prepare(settings);
        boolean smallPages = wantsSmallPages(settings, prepared);
        return new StoreOpening.Ready(settings, prepared, () -> {
            if (smallPages) {
                SmallPages.keep(settings.filename(), prepared, context.blocking());
            }
        });
    }
}
