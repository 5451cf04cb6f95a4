package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFolderTest {
    @TempDir
    private Path dir = Path.of("");

    @Test
    void aFolderIsJudgedByItsDeepestMount() throws IOException {
        Path below = Files.createDirectories(dir.resolve("with space/below"));
        String escaped = dir.resolve("with space").toRealPath().toString().replace(" ", "\\040");
        List<String> mounts = List.of(
                "/dev/root / ext4 rw,relatime 0 0", "tmpfs " + escaped + " tmpfs rw,nosuid,noexec 0 0", "broken");
        assertEquals("is mounted noexec", NativeFolder.objection(below, mounts));
        assertEquals("", NativeFolder.objection(dir, mounts));
    }

    @Test
    void theLaterOfTwoMountsOnOneFolderCounts() throws IOException {
        String here = dir.toRealPath().toString();
        String executable = "a " + here + " tmpfs rw 0 0";
        String noexec = "b " + here + " tmpfs rw,noexec 0 0";
        assertEquals("is mounted noexec", NativeFolder.objection(dir, List.of(executable, noexec)));
        assertEquals("", NativeFolder.objection(dir, List.of(noexec, executable)));
    }

    @Test
    void aFolderThatIsNotThereCannotBeWritten() {
        assertEquals("cannot be written", NativeFolder.objection(dir.resolve("no"), List.of()));
    }
}
