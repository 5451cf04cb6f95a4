package dev.targetnode.backstore.file;

import dev.targetnode.backstore.posix.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what a person can do about a file or device that may not be opened. */
final class Permissions {
    private Permissions() {}

    /**
     * What follows the system's "Permission denied", or nothing after another error.
     *
     * @param filename the path that was refused, which need not exist
     */
    static String hint(String filename, int errno) {
        if (errno != Errno.EACCES && errno != Errno.EPERM) {
            return "";
        }
        return " to user " + System.getProperty("user.name") + "; "
                + whose(Path.of(filename).toAbsolutePath());
    }

    /** Says it of the path itself, or of the nearest folder above it that may be looked at. */
    private static String whose(Path path) {
        Path seen = path;
        while (seen != null) {
            PosixFileAttributes attributes = attributes(seen);
            if (attributes != null) {
                return whose(path, seen, attributes);
            }
            seen = seen.getParent();
        }
        return "nothing on the way to it may be looked at";
    }

    /** Null where what holds it does not let us look. */
    private static @Nullable PosixFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, PosixFileAttributes.class);
        } catch (IOException hidden) {
            return null;
        }
    }

    private static String whose(Path path, Path seen, PosixFileAttributes attributes) {
        String mode = PosixFilePermissions.toString(attributes.permissions());
        String group = attributes.group().getName();
        String owner = (seen.equals(path) ? "it" : "folder " + seen) + " belongs to user "
                + attributes.owner().getName() + " and group " + group + ", " + mode;
        boolean device = seen.equals(path) && attributes.isOther();
        Set<PosixFilePermission> permissions = attributes.permissions();
        boolean byGroup = permissions.contains(PosixFilePermission.GROUP_READ)
                && permissions.contains(PosixFilePermission.GROUP_WRITE);
        return device && byGroup && !group.equals("root")
                ? owner + ": start the node with the group " + group + " (SupplementaryGroups=" + group + ")"
                : owner;
    }
}
