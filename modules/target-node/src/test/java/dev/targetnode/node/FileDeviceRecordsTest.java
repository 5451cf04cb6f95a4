package dev.targetnode.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDeviceRecordsTest {
    private final Path dataDir;
    private final ArrayDeque<Runnable> blocking = new ArrayDeque<>();
    private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
    private final List<String> ended = new ArrayList<>();

    FileDeviceRecordsTest(@TempDir Path dataDir) {
        this.dataDir = dataDir;
    }

    private FileDeviceRecords open(String device) throws IOException {
        return FileDeviceRecords.open(dataDir, device, loop::add, blocking::add);
    }

    private void save(FileDeviceRecords records, String kind, String content) {
        records.save(
                kind,
                content.getBytes(UTF_8),
                failure ->
                        ended.add(kind + "=" + content + failure.map(f -> "!").orElse("")));
    }

    private void runAll() {
        while (!blocking.isEmpty() || !loop.isEmpty()) {
            ArrayDeque<Runnable> next = blocking.isEmpty() ? loop : blocking;
            next.remove().run();
        }
    }

    @Test
    void findsAfterARestartWhatWasSavedLast() throws IOException {
        FileDeviceRecords records = open("disk1");
        assertEquals(Optional.empty(), records.load("modes"));
        save(records, "modes", "a");
        save(records, "modes", "b");
        save(records, "keys", "c");
        runAll();
        assertEquals(List.of("modes=a", "modes=b", "keys=c"), ended);
        assertArrayEquals("b".getBytes(UTF_8), open("disk1").load("modes").orElseThrow());
        assertArrayEquals("c".getBytes(UTF_8), open("disk1").load("keys").orElseThrow());
        assertEquals(Optional.empty(), open("disk2").load("modes"));
    }

    @Test
    void savesOneAtATimeAndTellsOnTheLoop() throws IOException {
        FileDeviceRecords records = open("disk1");
        save(records, "modes", "a");
        save(records, "modes", "b");
        assertEquals(1, blocking.size());
        blocking.remove().run();
        assertTrue(ended.isEmpty());
        assertEquals(0, blocking.size());
        loop.remove().run();
        assertEquals(List.of("modes=a"), ended);
        assertEquals(1, blocking.size());
    }

    @Test
    void whatACrashLeftUnfinishedIsNotFound() throws IOException {
        Path dir = Files.createDirectories(dataDir.resolve("devices/disk1"));
        Files.writeString(dir.resolve("modes.new"), "half");
        assertEquals(Optional.empty(), open("disk1").load("modes.new"));
        assertEquals(Optional.empty(), open("disk1").load("modes"));
    }

    @Test
    void aSaveThatFailsSaysSoAndKeepsWhatWasThere() throws IOException {
        FileDeviceRecords records = open("disk1");
        save(records, "modes", "a");
        runAll();
        Files.createDirectory(dataDir.resolve("devices/disk1/modes.new"));
        save(records, "modes", "b");
        runAll();
        assertEquals(List.of("modes=a", "modes=b!"), ended);
        assertArrayEquals("a".getBytes(UTF_8), open("disk1").load("modes").orElseThrow());
    }

    @Test
    void aDeviceNamedLikeAnotherDirectoryStaysInItsOwn() throws IOException {
        FileDeviceRecords records = open("..");
        save(records, "modes", "a");
        runAll();
        assertTrue(Files.exists(dataDir.resolve("devices/%2E%2E/modes")));
    }

    @Test
    void aNameThatNoFileCanHaveStopsTheStart() {
        assertThrows(IOException.class, () -> open("x\0y"));
    }

    @Test
    void aSaveAfterTheThreadsHaveEndedFails() throws IOException {
        FileDeviceRecords records = FileDeviceRecords.open(dataDir, "disk1", loop::add, task -> {
            throw new RejectedExecutionException();
        });
        save(records, "modes", "a");
        assertEquals(List.of("modes=a!"), ended);
    }
}
