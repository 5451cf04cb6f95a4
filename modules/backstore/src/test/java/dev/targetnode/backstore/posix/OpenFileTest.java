package dev.targetnode.backstore.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFileTest {
    private static final int MODE = 0600;

    @Test
    void tellsSizeAndTypeAndKeepsContentsWhenItOpens(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("daten-ü.img");
        Files.write(path, new byte[] {1, 2, 3});
        OpenFile file = OpenFile.open(path.toString(), Posix.O_RDWR, 0);
        try {
            assertEquals(FileStat.Type.REGULAR, file.stat().type());
            assertEquals(3, file.stat().sizeBytes());
            assertEquals(3, file.end());
            file.truncate(1 << 20);
            assertEquals(1 << 20, file.end());
            assertEquals(2, Files.readAllBytes(path)[1]);
        } finally {
            file.close();
        }
        assertEquals(
                FileStat.Type.DIRECTORY, OpenFile.stat(directory.toString()).type());
    }

    @Test
    void namesTheSystemsReason(@TempDir Path directory) {
        String missing = directory.resolve("no").toString();
        PosixException failed = assertThrows(PosixException.class, () -> OpenFile.open(missing, Posix.O_RDONLY, 0));
        assertEquals(Errno.ENOENT, failed.errno());
        assertEquals("No such file or directory", failed.getMessage());
    }

    @Test
    void locksAgainstAnotherOpenOfTheSameFile(@TempDir Path directory) throws Exception {
        String path = directory.resolve("disk").toString();
        OpenFile first = OpenFile.open(path, Posix.O_RDWR | Posix.O_CREAT, MODE);
        OpenFile second = OpenFile.open(path, Posix.O_RDONLY, 0);
        try {
            assertTrue(first.tryLock(false));
            assertTrue(second.tryLock(false), "readers share");
            assertFalse(first.tryLock(true), "a writer shares with no one");
        } finally {
            second.close();
            first.close();
        }
    }
}
