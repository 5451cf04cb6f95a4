package dev.targetnode.backstore.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.backstore.BackstoreContract;
import dev.targetnode.backstore.BlockDeviceTest;
import dev.targetnode.backstore.LoopDevice;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.DeviceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract on a real block device. */
@BlockDeviceTest
abstract class BlockContract extends BackstoreContract {
    private @Nullable LoopDevice device;

    /** Block devices keep no map that can be asked for: all of one is mapped. */
    @Override
    protected boolean knowsHoles() {
        return false;
    }

    /** Attributes beside the name. */
    abstract String attributes();

    @Override
    protected CompletionStage<Backstore> open(BackstoreContext context) {
        try {
            LoopDevice made = LoopDevice.over(directory.resolve("disk.img"), SIZE, block());
            device = made;
            String text = "filename = \"" + made.path() + "\", " + attributes();
            return new BlockIoHandler()
                    .open(new DeviceSpec("disk", BlockIoHandler.NAME, ConfigFactory.parseString(text)), context);
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    @AfterEach
    @Override
    protected void closeStore() throws Exception {
        try {
            super.closeStore();
        } finally {
            if (device != null) {
                device.close();
            }
        }
    }

    @Test
    void isAsLargeAndAsThinAsTheDevice() {
        assertEquals(SIZE, store.geometry().sizeBytes());
        assertEquals(block(), store.geometry().blockBytes());
        assertTrue(store.geometry().thin(), "a loop device gives space back");
    }
}
