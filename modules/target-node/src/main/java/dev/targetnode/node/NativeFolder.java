package dev.targetnode.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the native code of Netty and JNA is unpacked before it is loaded: the JVM's {@code java.io.tmpdir}, unless that
 * cannot be written or is mounted noexec, as in hardened services and containers. Then it is a folder of the node's own
 * {@code data-dir}. Their own properties are left alone where they are given.
 */
final class NativeFolder {
    private static final Logger LOG = LoggerFactory.getLogger(NativeFolder.class);
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String NETTY = "io.netty.native.workdir";
    private static final String JNA = "jna.tmpdir";
    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final String FOLDER = "native";

    private NativeFolder() {}

    /** Chooses, before any native code is loaded; the data folder exists. */
    static void choose(Path dataDir) {
        Path temporary = Path.of(System.getProperty(TEMPORARY, "/tmp"));
        String objection = objection(temporary, mounts());
        if (objection.isEmpty()) {
            return;
        }
        Path own = dataDir.toAbsolutePath().normalize().resolve(FOLDER);
        String ownObjection = created(own) ? objection(own, mounts()) : "cannot be created";
        if (ownObjection.isEmpty()) {
            LOG.info("native code is unpacked into {}: {} {}", own, temporary, objection);
            setDefault(NETTY, own);
            setDefault(JNA, own);
        } else {
            LOG.warn(
                    "native code cannot be unpacked: {} {}, {} {}; give -D{}= a folder that can be written and executed from",
                    temporary,
                    objection,
                    own,
                    ownObjection,
                    TEMPORARY);
        }
    }

    private static void setDefault(String property, Path folder) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, folder.toString());
        }
    }

    private static boolean created(Path folder) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return true;
        } catch (IOException | UnsupportedOperationException refused) {
            return false;
        }
    }

    /**
     * Why native code cannot be loaded from a folder, or nothing.
     *
     * @param mounts lines of /proc/self/mounts; of two mounts on one folder the later one counts
     */
    static String objection(Path folder, List<String> mounts) {
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            return "cannot be written";
        }
        Path real;
        try {
            real = folder.toRealPath();
        } catch (IOException hidden) {
            return "cannot be looked at";
        }
        String options = "";
        int deepest = -1;
        for (String line : mounts) {
            String[] fields = line.split(" ", -1);
            if (fields.length < 4) {
                continue;
            }
            Path mounted = Path.of(fields[1].replace("\\040", " "));
            if (real.startsWith(mounted) && mounted.getNameCount() >= deepest) {
                deepest = mounted.getNameCount();
                options = fields[3];
            }
        }
        return List.of(options.split(",", -1)).contains("noexec") ? "is mounted noexec" : "";
    }

    private static List<String> mounts() {
        try {
            return Files.readAllLines(MOUNTS);
        } catch (IOException notLinux) {
            return List.of();
        }
    }
}
