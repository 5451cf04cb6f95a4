package dev.targetnode.it;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The kinds of LUN that libiscsi's tests run on, in the order of the columns of their table. */
enum LunKind {
    THIN_512(512, ""),
    THIN_4096(4096, "blocksize = 4096"),
    THICK_512(512, "thin_provisioned = 0"),
    READ_ONLY(512, "read_only = 1"),
    BLOCK_512(512, ""),
    BLOCK_4096(4096, ""),
    NULLIO(512, "");

    static final int MEBIBYTES = 128;

    final int blockBytes;
    private final String attributes;

    LunKind(int blockBytes, String attributes) {
        this.blockBytes = blockBytes;
        this.attributes = attributes;
    }

    int lun() {
        return List.of(values()).indexOf(this);
    }

    /** As the table of expected results calls it. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Adds the device and the LUN to a node; a block device that this takes is added to {@code loops}. */
    void addTo(NodeBuilder node, List<LoopDevice> loops) {
        switch (this) {
            case NULLIO ->
                node.lun(lun(), title(), "handler = vdisk_nullio, size = " + MEBIBYTES + " MiB, thin_provisioned = 1");
            case THIN_512, THIN_4096, THICK_512 -> node.fileLun(lun(), title(), MEBIBYTES, attributes);
            case BLOCK_512, BLOCK_4096 -> {
                LoopDevice loop = LoopDevice.make(node.directory(), title(), MEBIBYTES, blockBytes);
                loops.add(loop);
                node.lun(lun(), title(), "handler = vdisk_blockio, filename = \"" + loop.path() + "\"");
            }
            case READ_ONLY -> {
                sparse(node.file(title())); // the node makes no file that it may not write
                node.fileLun(lun(), title(), MEBIBYTES, attributes);
            }
        }
    }

    private static void sparse(Path file) {
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength((long) MEBIBYTES << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
