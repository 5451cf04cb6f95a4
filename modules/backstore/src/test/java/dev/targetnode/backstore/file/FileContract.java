package dev.targetnode.backstore.file;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.backstore.BackstoreContract;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.DeviceSpec;
import java.util.concurrent.CompletionStage;

/** The contract for a file with some attributes. */
abstract class FileContract extends BackstoreContract {
    /** Attributes beside name and size. */
    abstract String attributes();

    @Override
    protected CompletionStage<Backstore> open(BackstoreContext context) {
        String text = "filename = \"" + directory.resolve("disk.img") + "\", size = " + SIZE + ", " + attributes();
        DeviceSpec device = new DeviceSpec("disk", FileIoHandler.NAME, ConfigFactory.parseString(text));
        return new FileIoHandler().open(device, context);
    }
}
