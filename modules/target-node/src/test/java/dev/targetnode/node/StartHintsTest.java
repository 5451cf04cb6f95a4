package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.mgmt.config.PortalSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start says to the person who has to change something about the machine. */
class StartHintsTest {
    private static final String HEAD = "Limit                     Soft Limit           Hard Limit           Units     ";

    @Test
    void namesTheLimitOfOpenFilesThatIsTooLow() {
        List<String> limits =
                List.of(HEAD, "Max open files            1024                 1024                 files     ");
        String complaint = OpenFileLimit.complaint(limits, 4096, 2).orElse("");
        assertTrue(complaint.startsWith("this process may have 1024 open files, about 4226 are needed"), complaint);
        assertEquals(Optional.empty(), OpenFileLimit.complaint(limits, 512, 2));
        assertEquals(Optional.empty(), OpenFileLimit.complaint(List.of(HEAD), 4096, 2));
        assertEquals(
                Optional.empty(),
                OpenFileLimit.complaint(List.of("Max open files   unlimited   unlimited   files"), 4096, 2));
    }

    @Test
    void saysNothingOfPortsWhereAnotherThingIsWrong() {
        assertEquals("", PortalOpening.hint(new PortalSpec("127.0.0.1", 1), "Address already in use"));
        assertEquals("", PortalOpening.hint(new PortalSpec("127.0.0.1", 65_535), "Permission denied"));
    }

    @Test
    void aFileInThePlaceOfTheDataFolderIsNamed(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");
        NodeStartException refused = assertThrows(NodeStartException.class, () -> DataFolder.create(file));
        assertEquals("target-node.data-dir: " + file + " is not a folder", refused.getMessage());
    }
}
