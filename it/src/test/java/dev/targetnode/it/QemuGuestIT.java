package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running QEMU with a LUN as its disk, over its own iSCSI driver: the guest knows nothing of iSCSI. */
final class QemuGuestIT {
    private static final int MEBIBYTES = 96;

    @TempDir
    Path directory = Path.of("");

    @Test
    void isTheDiskOfAGuestThatFillsAndChecksAFileSystemOnIt() throws Exception {
        NodeBuilder builder = NodeBuilder.in(directory).fileLun(0, "disk1", MEBIBYTES, "");
        try (NodeProcess node = builder.start()) {
            String output = Vm.run(
                    directory,
                    ". /filesystem.sh\nfill /dev/vda && check /dev/vda\n",
                    "-drive",
                    "file=" + node.url(0) + ",format=raw,if=none,id=lun,discard=unmap",
                    "-device",
                    "virtio-blk-pci,drive=lun");
            assertTrue(output.contains("files unchanged: "), output);
            assertEquals(KernelInitiatorIT.wholeDisk(output), KernelInitiatorIT.sha256(builder.file("disk1")), output);
            node.stop();
        }
    }
}
