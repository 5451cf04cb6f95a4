package dev.targetnode.backstore;

import dev.targetnode.backstore.faulty.FaultyHandler;
import dev.targetnode.backstore.file.BlockIoHandler;
import dev.targetnode.backstore.file.FileIoHandler;
import dev.targetnode.backstore.nullio.NullIoHandler;
import dev.targetnode.core.backstore.BackstoreHandler;
import java.util.List;
import java.util.Optional;

/** The handlers of this node; each takes the {@code fault} attribute, which makes a device misbehave on purpose. */
public final class BackstoreHandlers {
    private static final List<BackstoreHandler> ALL = List.of(
            new FaultyHandler(new FileIoHandler()),
            new FaultyHandler(new BlockIoHandler()),
            new FaultyHandler(new NullIoHandler()));

    private BackstoreHandlers() {}

    /** All of them, in the order in which they are listed to people. */
    public static List<BackstoreHandler> all() {
        return ALL;
    }

    /** The handler of this name. */
    public static Optional<BackstoreHandler> named(String name) {
        return ALL.stream().filter(handler -> handler.name().equals(name)).findFirst();
    }
}
