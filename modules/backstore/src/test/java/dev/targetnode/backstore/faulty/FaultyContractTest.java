package dev.targetnode.backstore.faulty;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.backstore.BackstoreContract;
import dev.targetnode.backstore.BackstoreHandlers;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.DeviceSpec;
import dev.targetnode.core.loop.Transport;
import java.util.concurrent.CompletionStage;

/** A decorator without faults keeps to the contract; a short delay changes nothing but the time. */
class FaultyContractTest extends BackstoreContract {
    @Override
    protected Transport transport() {
        return Transport.EPOLL;
    }

    @Override
    protected CompletionStage<Backstore> open(BackstoreContext context) {
        String attributes =
                "filename = \"" + directory.resolve("disk.img") + "\", size = " + SIZE + ", fault { slow = 100 us }";
        return BackstoreHandlers.named("vdisk_fileio")
                .orElseThrow()
                .open(new DeviceSpec("disk", "vdisk_fileio", ConfigFactory.parseString(attributes)), context);
    }
}
