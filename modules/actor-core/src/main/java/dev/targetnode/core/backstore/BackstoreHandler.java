package dev.targetnode.core.backstore;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Opens backstores of one kind. Stateless; safe from any thread. */
public interface BackstoreHandler {

    /** The name used in the configuration, such as {@code vdisk_fileio}. */
    String name();

    /**
     * Checks a device without touching the system.
     *
     * @return one problem for each wrong, missing or unknown attribute; empty when the device may be opened
     */
    List<AttributeProblem> check(DeviceSpec device);

    /**
     * Opens the device on {@link BackstoreContext#blocking()}. The stage fails with {@link BackstoreOpenException},
     * whose message is one sentence that names the file and the reason.
     */
    CompletionStage<Backstore> open(DeviceSpec device, BackstoreContext context);

    /**
     * A wrong attribute.
     *
     * @param attribute its name
     * @param reason a sentence without the name, such as "must be a power of two from 512"
     */
    record AttributeProblem(String attribute, String reason) {}
}
