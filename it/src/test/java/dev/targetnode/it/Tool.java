package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real program that a test runs. A program that is not there fails the test and names the Debian package that has it;
 * it never makes the test disappear.
 */
enum Tool {
    ISCSI_LS("iscsi-ls", "libiscsi-bin"),
    ISCSI_INQ("iscsi-inq", "libiscsi-bin"),
    ISCSI_READCAPACITY16("iscsi-readcapacity16", "libiscsi-bin"),
    ISCSI_TEST_CU("iscsi-test-cu", "libiscsi-bin"),
    QEMU_IMG("qemu-img", "qemu-utils and qemu-block-extra"),
    QEMU_IO("qemu-io", "qemu-utils and qemu-block-extra"),
    LOSETUP("losetup", "mount"),
    STRACE("strace", "strace"),
    SETPRIV("setpriv", "util-linux"),
    UNSHARE("unshare", "util-linux"),
    MKNOD("mknod", "coreutils"),
    TGTD("tgtd", "tgt"),
    TGTADM("tgtadm", "tgt");

    /** Root's programs are not always on the path of an ordinary user. */
    private static final List<String> EXTRA_FOLDERS = List.of("/usr/sbin", "/sbin");

    private final String program;
    private final String debianPackage;

    Tool(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    /** What a program did: standard output and standard error in the order they were written. */
    record Result(List<String> command, int exitCode, String output) {
        /** Fails the test, with all the program said, unless it exited 0. */
        Result expectSuccess() {
            if (exitCode != 0) {
                fail(this + "");
            }
            return this;
        }

        /** The same with the line ends of a serial console made ordinary ones. */
        Result withoutCarriageReturns() {
            return new Result(command, exitCode, output.replace("\r", ""));
        }

        @Override
        public String toString() {
            return String.join(" ", command) + "\nexit code " + exitCode + "\n" + output;
        }
    }

    /** The program's full path. */
    Path path() {
        List<String> folders = new ArrayList<>(
                Arrays.asList(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)));
        folders.addAll(EXTRA_FOLDERS);
        for (String folder : folders) {
            Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return fail(program + " is not installed: apt-get install " + debianPackage);
    }

    /** Runs the program to its end; one that takes longer than {@code limit} is killed and fails the test. */
    Result run(Duration limit, Path directory, List<String> arguments) {
        List<String> command = command(arguments);
        return execute(limit, directory, command);
    }

    Result run(Duration limit, Path directory, String... arguments) {
        return run(limit, directory, List.of(arguments));
    }

    /** Starts the program and leaves it to the caller, who stops it. Its output goes to {@code log}. */
    Process start(Path directory, Path log, List<String> arguments) {
        try {
            return new ProcessBuilder(command(arguments))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Any command, as {@link #run}. */
    static Result execute(Duration limit, Path directory, List<String> command) {
        try {
            Path out = Files.createTempFile(directory, "tool-", ".out");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(out.toFile())
                    .start();
            boolean ended;
            try {
                ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                process.destroyForcibly().waitFor();
            }
            String output = Files.readString(out, StandardCharsets.ISO_8859_1);
            Files.delete(out);
            if (!ended) {
                return fail(String.join(" ", command) + "\nstill runs after " + limit + "\n" + output);
            }
            return new Result(command, process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail(String.join(" ", command) + " interrupted", e);
        }
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(path().toString());
        command.addAll(arguments);
        return command;
    }
}
