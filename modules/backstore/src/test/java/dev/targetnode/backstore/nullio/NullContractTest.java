package dev.targetnode.backstore.nullio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.backstore.BackstoreContract;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreContext;
import dev.targetnode.core.backstore.DeviceSpec;
import dev.targetnode.core.loop.Transport;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class NullContractTest extends BackstoreContract {
    @Override
    protected Transport transport() {
        return Transport.NIO;
    }

    @Override
    protected CompletionStage<Backstore> open(BackstoreContext context) {
        return open("size = " + SIZE + ", thin_provisioned = 1", context);
    }

    @Override
    protected boolean remembers() {
        return false;
    }

    @Test
    void hasTwoAndAHalfTebibytesByDefault() throws Exception {
        Backstore large = open("", loop.context()).toCompletableFuture().get();
        assertEquals(2_748_779_069_440L, large.geometry().sizeBytes());
        assertEquals(512, large.geometry().blockBytes());
    }

    private static CompletionStage<Backstore> open(String attributes, BackstoreContext context) {
        return new NullIoHandler()
                .open(new DeviceSpec("null", NullIoHandler.NAME, ConfigFactory.parseString(attributes)), context);
    }
}
