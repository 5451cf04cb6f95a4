package dev.targetnode.node;

import dev.targetnode.core.target.DeviceRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Records in files: {@code data-dir/devices/NAME/KIND}. A file is replaced by renaming a complete and synchronised one
 * over it, so that a crash leaves the old content or the new, never a part of either.
 */
final class FileDeviceRecords implements DeviceRecords {
    private static final String DEVICES = "devices";
    private static final String UNFINISHED = ".new";

    private record Save(String kind, ByteBuffer content, Consumer<Optional<String>> done) {}

    private final Path dataDir;
    private final Path dir;
    private final Executor loop;
    private final Executor blocking;
    private final Map<String, byte[]> kept;
    private final ArrayDeque<Save> waiting = new ArrayDeque<>();
    private boolean saving;

    private FileDeviceRecords(Path dataDir, Path dir, Executor loop, Executor blocking, Map<String, byte[]> kept) {
        this.dataDir = dataDir;
        this.dir = dir;
        this.loop = loop;
        this.blocking = blocking;
        this.kept = kept;
    }

    /**
     * Reads what is kept of a device; waits for the disk.
     *
     * @param dataDir an existing directory; one for the device is made in it when something is saved
     * @param device the device's name
     * @param loop where {@link #save} tells how it ended
     * @param blocking threads that may wait
     * @throws IOException where something is kept and cannot be read, which no device may go on without
     */
    static FileDeviceRecords open(Path dataDir, String device, Executor loop, Executor blocking) throws IOException {
        Path dir = directory(dataDir, device);
        Map<String, byte[]> kept = new HashMap<>();
        if (Files.isDirectory(dir)) {
            try (Stream<Path> files = Files.list(dir)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String kind = String.valueOf(file.getFileName());
                    if (!kind.endsWith(UNFINISHED)) {
                        kept.put(kind, Files.readAllBytes(file));
                    }
                }
            }
        }
        return new FileDeviceRecords(dataDir, dir, loop, blocking, kept);
    }

    /** A device's name has no slash in it, but could be one of the two names that mean another directory. */
    private static Path directory(Path dataDir, String device) throws IOException {
        String name = device.equals(".") || device.equals("..") ? device.replace(".", "%2E") : device;
        try {
            return dataDir.resolve(DEVICES).resolve(name);
        } catch (InvalidPathException e) {
            throw new IOException("no file can have the name of device " + device, e);
        }
    }

    @Override
    public Optional<byte[]> load(String kind) {
        return Optional.ofNullable(kept.get(kind)).map(byte[]::clone);
    }

    @Override
    public void save(String kind, byte[] content, Consumer<Optional<String>> done) {
        waiting.add(new Save(kind, ByteBuffer.wrap(content), done));
        startNext();
    }

    private void startNext() {
        if (saving || waiting.isEmpty()) {
            return;
        }
        saving = true;
        Save next = waiting.remove();
        try {
            blocking.execute(() -> run(next));
        } catch (RejectedExecutionException e) {
            ended(next, Optional.of("the node is stopping"));
        }
    }

    private void run(Save save) {
        Optional<String> failure = replace(save);
        try {
            loop.execute(() -> ended(save, failure));
        } catch (RejectedExecutionException stopped) {
            // The loop has ended and the device with it: nobody waits for the answer any more.
            return;
        }
    }

    private Optional<String> replace(Save save) {
        Path file = dir.resolve(save.kind());
        Path unfinished = dir.resolve(save.kind() + UNFINISHED);
        try {
            createDirectory();
            write(unfinished, save.content());
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(dir);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(file + " cannot be written: " + e);
        }
    }

    private void createDirectory() throws IOException {
        if (!Files.isDirectory(dir)) {
            Files.createDirectories(dir);
            sync(dataDir.resolve(DEVICES));
            sync(dataDir);
        }
    }

    private static void write(Path file, ByteBuffer content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer left = content.duplicate();
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    /** Makes the names in a directory durable. */
    private static void sync(Path directory) throws IOException {
        Path named = directory.toString().isEmpty() ? Path.of(".") : directory;
        try (FileChannel channel = FileChannel.open(named, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void ended(Save save, Optional<String> failure) {
        saving = false;
        if (failure.isEmpty()) {
            kept.put(save.kind(), save.content().array());
        }
        save.done().accept(failure);
        startNext();
    }
}
