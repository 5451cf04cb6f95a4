package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What libiscsi's programs see of a target: discovery, INQUIRY with its pages, capacity. */
final class InitiatorToolsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory = Path.of("");

    @Test
    void listsTheTargetItsPortalAndItsLuns() {
        try (NodeProcess node = NodeBuilder.in(directory)
                .fileLun(0, "disk1", 64, "")
                .fileLun(3, "disk2", 16, "")
                .start()) {
            String portal = "127.0.0.1:" + node.port();
            String output = Tool.ISCSI_LS
                    .run(LIMIT, directory, "-s", "iscsi://" + portal)
                    .expectSuccess()
                    .output();
            assertTrue(output.contains("Target:" + NodeBuilder.IQN + " Portal:" + portal + ",1"), output);
            assertTrue(output.matches("(?s).*Lun:0 +Type:DIRECT_ACCESS \\(Size:6[34]M\\).*"), output);
            assertTrue(output.matches("(?s).*Lun:3 +Type:DIRECT_ACCESS \\(Size:1[56]M\\).*"), output);
            assertEquals(2, output.split("Lun:", -1).length - 1, output);
            node.stop();
        }
    }

    @Test
    void tellsWhatTheDiskIs() {
        try (NodeProcess node =
                NodeBuilder.in(directory).fileLun(0, "disk1", 64, "").start()) {
            String standard = inquire(node);
            assertTrue(standard.contains("Peripheral Qualifier:CONNECTED"), standard);
            assertTrue(standard.contains("Peripheral Device Type:DIRECT_ACCESS"), standard);
            assertTrue(standard.contains("Removable:0"), standard);
            assertTrue(standard.contains("CmdQue:1"), standard);
            assertTrue(standard.matches("(?s).*Vendor:\\S+.*Product:\\S+.*Revision:\\S+.*"), standard);

            String pages = page(node, 0x00);
            for (String page : new String[] {"0x00", "0x80", "0x83", "0xb0", "0xb1", "0xb2"}) {
                assertTrue(pages.contains("Page:" + page), () -> "no VPD page " + page + ": " + pages);
            }
            String serial = page(node, 0x80);
            assertTrue(serial.matches("(?s).*Unit Serial Number:\\[.*\\w.*\\].*"), serial);
            String identification = page(node, 0x83);
            assertTrue(identification.contains("Association:(0) LOGICAL_UNIT"), identification);
            // without a name of the logical unit no multipath software can tell two paths from two disks (SPC-4 7.8.5)
            assertTrue(identification.matches("(?s).*Designator Type:\\((1|2|3)\\).*"), identification);
            assertTrue(page(node, 0xB0).contains("maximum unmap lba count:"), "block limits");
            assertTrue(page(node, 0xB1).contains("Medium Rotation Rate"), "block device characteristics");
            String provisioning = page(node, 0xB2);
            assertTrue(provisioning.contains("lbpu:1"), provisioning);
            assertTrue(provisioning.contains("provisioning type:2"), provisioning);
            node.stop();
        }
    }

    @Test
    void keepsTheNameOfADiskOverARestart() {
        NodeBuilder builder = NodeBuilder.in(directory).fileLun(0, "disk1", 16, "");
        String first;
        try (NodeProcess node = builder.start()) {
            first = page(node, 0x80) + page(node, 0x83);
            node.stop();
        }
        try (NodeProcess node = builder.start()) {
            assertEquals(first, page(node, 0x80) + page(node, 0x83));
            node.stop();
        }
    }

    @Test
    void tellsTheCapacityAndThatItIsThin() {
        try (NodeProcess node =
                NodeBuilder.in(directory).fileLun(0, "disk1", 64, "").start()) {
            String output = Tool.ISCSI_READCAPACITY16
                    .run(LIMIT, directory, node.url(0))
                    .expectSuccess()
                    .output();
            assertTrue(output.contains("RETURNED LOGICAL BLOCK ADDRESS:131071\n"), output);
            assertTrue(output.contains("LOGICAL BLOCK LENGTH IN BYTES:512\n"), output);
            assertTrue(output.contains("LBPME:1"), output);
            assertTrue(output.contains("P_TYPE:0 PROT_EN:0"), output);
            node.stop();
        }
    }

    @Test
    void tellsTheBlockSizeThatIsConfigured() {
        try (NodeProcess node = NodeBuilder.in(directory)
                .fileLun(0, "disk1", 64, "blocksize = 4096")
                .start()) {
            String output = Tool.ISCSI_READCAPACITY16
                    .run(LIMIT, directory, node.url(0))
                    .expectSuccess()
                    .output();
            assertTrue(output.contains("RETURNED LOGICAL BLOCK ADDRESS:16383\n"), output);
            assertTrue(output.contains("LOGICAL BLOCK LENGTH IN BYTES:4096\n"), output);
            node.stop();
        }
    }

    private String inquire(NodeProcess node) {
        return Tool.ISCSI_INQ.run(LIMIT, directory, node.url(0)).expectSuccess().output();
    }

    private String page(NodeProcess node, int code) {
        return Tool.ISCSI_INQ
                .run(LIMIT, directory, "-e", "1", "-c", Integer.toString(code), node.url(0))
                .expectSuccess()
                .output();
    }
}
