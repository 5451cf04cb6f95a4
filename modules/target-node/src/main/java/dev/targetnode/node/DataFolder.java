package dev.targetnode.node;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of {@code target-node.data-dir}. */
final class DataFolder {
    private static final String KEY = "target-node.data-dir: ";

    private DataFolder() {}

    /** Makes sure that it is there and can be written. */
    static void create(Path folder) throws NodeStartException {
        try {
            Files.createDirectories(folder);
        } catch (AccessDeniedException denied) {
            throw new NodeStartException(
                    KEY + folder + " cannot be created: " + denied.getFile() + " may not be written by user " + user(),
                    denied);
        } catch (FileAlreadyExistsException file) {
            throw new NodeStartException(KEY + file.getFile() + " is not a folder", file);
        } catch (IOException e) {
            throw new NodeStartException(KEY + folder + " cannot be created: " + e.getMessage(), e);
        }
        if (!Files.isWritable(folder)) {
            throw new NodeStartException(KEY + folder + " may not be written by user " + user());
        }
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
