package dev.targetnode.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs a node as a user without privilege: as nobody where the tests run as root, else as whoever runs them. */
final class OrdinaryUser {
    private static final int NOBODY = 65534;

    private OrdinaryUser() {}

    static boolean testsRunAsRoot() {
        return attribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    /** The user that nodes run as. */
    static int id() {
        return testsRunAsRoot() ? NOBODY : attribute(Path.of("/proc/self"), "unix:uid");
    }

    /** What is put before a command; it keeps the process id. */
    static List<String> command() {
        if (!testsRunAsRoot()) {
            return List.of();
        }
        return List.of(
                Tool.SETPRIV.path().toString(),
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--no-new-privs");
    }

    /** The same, for a program that root runs first in namespaces of its own, by {@code unshare} with {@code options}. */
    static List<String> commandUnshared(String... options) {
        List<String> command = new ArrayList<>();
        if (testsRunAsRoot()) {
            command.add(Tool.UNSHARE.path().toString());
            command.addAll(List.of(options));
        }
        command.addAll(command());
        return command;
    }

    /** A node of this user in a folder that is given to it, from a copy of the jar that it may read. */
    static NodeBuilder node(Path directory) {
        try {
            Path jar = directory.resolve("target-node.jar");
            if (!Files.exists(jar)) {
                Files.copy(NodeProcess.jar(), jar);
            }
            give(directory);
            return NodeBuilder.in(directory).under(command()).jar(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the user the owner of a folder and all in it. */
    static void give(Path folder) throws IOException {
        if (!testsRunAsRoot()) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", NOBODY);
                Files.setAttribute(file, "unix:gid", NOBODY);
            }
        }
    }

    private static int attribute(Path file, String name) {
        try {
            return (Integer) Files.getAttribute(file, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
