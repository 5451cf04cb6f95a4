package dev.targetnode.backstore.file;

import dev.targetnode.backstore.checks.AttributeReader;
import dev.targetnode.backstore.posix.PosixSupport;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.core.backstore.BackstoreOpenException;
import dev.targetnode.core.backstore.DeviceSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code vdisk_fileio}: a device whose bytes lie in a file. A missing file is created, sparse, where {@code size} is
 * given; an existing one grows to a larger {@code size} and is never cut. The file is locked while it is open.
 */
public final class FileIoHandler implements BackstoreHandler {
    /** Its name in the configuration. */
    public static final String NAME = "vdisk_fileio";

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
        CompletableFuture<Backstore> opened = new CompletableFuture<>();
        context.blocking().execute(() -> {
            try {
                open(device, context, opened);
            } catch (BackstoreOpenException refused) {
                opened.completeExceptionally(refused);
            } catch (RuntimeException | LinkageError broken) {
                opened.completeExceptionally(
                        new BackstoreOpenException("device " + device.name() + " cannot be opened: " + broken, broken));
            }
        });
        return opened;
    }

    private static void open(DeviceSpec device, BackstoreContext context, CompletableFuture<Backstore> opened)
            throws BackstoreOpenException {
        String unsupported = PosixSupport.refusal();
        if (unsupported != null) {
            throw new BackstoreOpenException(NAME + " " + unsupported);
        }
        AttributeReader reader = new AttributeReader(device.attributes());
        FileSettings settings = FileSettings.read(reader);
        if (!reader.problems().isEmpty()) {
            AttributeProblem first = reader.problems().get(0);
            throw new BackstoreOpenException(
                    "device " + device.name() + ": " + first.attribute() + " " + first.reason());
        }
        PreparedFile prepared = FilePreparation.prepare(settings);
        FileEngines.open(settings, prepared, context).whenComplete((engine, failure) -> {
            if (failure == null) {
                opened.complete(new FileBackstore(settings, prepared, engine, context));
            } else {
                prepared.file().close();
                opened.completeExceptionally(new BackstoreOpenException(
                        "file " + settings.filename() + " cannot be used: " + failure.getMessage(), failure));
            }
        });
    }
}
