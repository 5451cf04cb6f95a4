package dev.targetnode.backstore.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.targetnode.backstore.TestLoop;
import dev.targetnode.core.loop.Transport;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SYNCHRONIZE CACHE and FUA as the kernel sees them: a child process runs under strace. What a ring is given is no
 * system call; {@link RingFileEngineTest} looks at that, and the default engine gives neither to the ring.
 */
@Timeout(90)
class DurabilitySyscallTest {
    private static final Pattern CALL = Pattern.compile("(pwritev2|fdatasync)\\(\\d+<[^>]*disk\\.img>(.*)");
    private static final Pattern WRITE_TAIL = Pattern.compile(".*\\], 1, (\\d+), ([A-Z_0-9]+).*");

    @BeforeAll
    static void requireStrace() {
        boolean present = false;
        for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin").split(File.pathSeparator, -1)) {
            present |= Files.isExecutable(Path.of(directory, "strace"));
        }
        if (!present) {
            fail("this test needs strace: apt-get install strace");
        }
    }

    @Test
    void poolReachesTheDisk(@TempDir Path directory) throws Exception {
        List<String> expected = List.of("write 4096 0", "write 8192 RWF_DSYNC", "fdatasync");
        assertEquals(expected, calls(directory, Transport.NIO, "file-engine = pool"));
    }

    @Test
    void flushAndFuaReachTheDiskByDefaultOnIoUring(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(TestLoop.available(Transport.IO_URING));
        List<String> expected = List.of("write 4096 0", "write 8192 RWF_DSYNC", "fdatasync");
        assertEquals(expected, calls(directory, Transport.IO_URING, "file-engine = auto"));
    }

    @Test
    void everyWriteReachesTheDiskWithWriteThrough(@TempDir Path directory) throws Exception {
        List<String> expected = List.of("write 4096 RWF_DSYNC", "write 8192 RWF_DSYNC", "fdatasync");
        assertEquals(expected, calls(directory, Transport.NIO, "write_through = 1"));
    }

    @Test
    void nothingIsFlushedWithNvCache(@TempDir Path directory) throws Exception {
        assertEquals(List.of("write 4096 0", "write 8192 0"), calls(directory, Transport.NIO, "nv_cache = 1"));
    }

    /** What the child did to the file, in order. */
    private static List<String> calls(Path directory, Transport transport, String attributes) throws Exception {
        Path trace = directory.resolve("trace");
        String device = "filename = \"" + directory.resolve("disk.img") + "\", size = 1 MiB, " + attributes;
        Process child = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-y",
                        "-s0",
                        "--seccomp-bpf",
                        "-e",
                        "trace=pwritev2,pwrite64,write,fdatasync,fsync,sync_file_range",
                        "-o",
                        trace.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DurabilityProbe.class.getName(),
                        transport.name(),
                        device)
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
        return Files.readAllLines(trace).stream()
                .map(CALL::matcher)
                .filter(Matcher::find)
                .map(DurabilitySyscallTest::describe)
                .toList();
    }

    private static String describe(Matcher call) {
        if (call.group(1).equals("fdatasync")) {
            return "fdatasync";
        }
        Matcher tail = WRITE_TAIL.matcher(call.group(2));
        return tail.matches() ? "write " + tail.group(1) + " " + tail.group(2) : call.group();
    }
}
