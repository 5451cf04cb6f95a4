package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * libiscsi's own test program, each of its tests in a process of its own, each with the result that
 * {@code iscsi-test-cu/expected.txt} gives for the kind of LUN. What that file does not name, and what it names and the
 * program no longer has, fails too: nothing is lost in silence.
 */
final class IscsiTestCuIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** What the test itself printed, and its verdict; around it stands what the program's own set-up prints. */
    private static final Pattern VERDICT =
            Pattern.compile("(?s)Test: \\S+ \\.\\.\\.(.*?)(?:(?<=\\.\\.\\.)|(?<=\n))(passed|FAILED)");

    private static final Pattern ASSERTS = Pattern.compile("asserts\\s+\\d+\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)");
    private static final Pattern RAN = Pattern.compile("tests\\s+\\d+\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)");
    private static final Pattern LISTED = Pattern.compile("(?m)^((?:SCSI|iSCSI)\\.[^.\\s]+\\.\\S+)$");

    private static final Set<String> NOT_RUN = Set.of("LATER", "OMIT");

    private static final int THIN = 0;
    private static final int NULL_IO = 1;

    /** What the file says of one test: a result for the thin LUN, one for the nullio LUN, and why. */
    private record Expectation(List<String> results, String reason) {}

    @TempDir
    static Path directory = Path.of("");

    private static final Map<String, Expectation> EXPECTED = new LinkedHashMap<>();

    private static @Nullable NodeProcess node;

    @BeforeAll
    static void start() throws IOException {
        readExpectations();
        node = NodeBuilder.in(directory)
                .fileLun(THIN, "thin", 256, "")
                .lun(NULL_IO, "zeroes", "handler = vdisk_nullio, size = 256 MiB, thin_provisioned = 1")
                .targetSetting("HeaderDigest = \"CRC32C,None\"")
                .start();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            try (NodeProcess running = node) {
                running.stop();
            }
        }
    }

    @Test
    void knowsEveryTestThatTheProgramHas() {
        String list =
                Tool.ISCSI_TEST_CU.run(LIMIT, directory, "-l").expectSuccess().output();
        TreeSet<String> has = new TreeSet<>();
        Matcher matcher = LISTED.matcher(list);
        while (matcher.find()) {
            has.add(matcher.group(1));
        }
        assertEquals(
                new TreeSet<>(EXPECTED.keySet()), has, "tests that expected.txt names, tests that the program has");
    }

    @TestFactory
    List<DynamicTest> onAThinFile() {
        return tests(THIN, "");
    }

    @TestFactory
    List<DynamicTest> onAThinFileWithHeaderDigests() {
        return tests(THIN, "?header_digest=crc32c");
    }

    @TestFactory
    List<DynamicTest> onNullIo() {
        return tests(NULL_IO, "");
    }

    private static List<DynamicTest> tests(int lun, String urlOptions) {
        String url = Objects.requireNonNull(node).url(lun) + urlOptions;
        return EXPECTED.entrySet().stream()
                .filter(entry -> !NOT_RUN.contains(entry.getValue().results().get(lun)))
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Tool.Result result =
                            Tool.ISCSI_TEST_CU.run(LIMIT, directory, "-d", "-f", "-v", "-t", entry.getKey(), url);
                    assertEquals(
                            entry.getValue().results().get(lun),
                            outcome(result),
                            () -> entry.getValue().reason() + "\n" + result);
                }))
                .toList();
    }

    /** PASS, WEAK, SKIP or FAIL. The program's exit code alone says neither that a test ran nor that it did not skip. */
    private static String outcome(Tool.Result result) {
        Matcher ran = RAN.matcher(result.output());
        Matcher asserts = ASSERTS.matcher(result.output());
        if (!ran.find() || !asserts.find() || !ran.group(1).equals("1")) {
            return fail("the program did not run one test\n" + result);
        }
        Matcher verdict = VERDICT.matcher(result.output());
        if (!verdict.find()) {
            return fail("no verdict\n" + result);
        }
        boolean failed = result.exitCode() != 0
                || !ran.group(3).equals("0")
                || !asserts.group(3).equals("0")
                || verdict.group(2).equals("FAILED");
        if (failed) {
            return "FAIL";
        }
        if (verdict.group(1).contains("[SKIPPED]")) {
            return "SKIP";
        }
        return asserts.group(1).equals("0") ? "WEAK" : "PASS";
    }

    private static void readExpectations() throws IOException {
        try (InputStream in = IscsiTestCuIT.class.getResourceAsStream("/iscsi-test-cu/expected.txt")) {
            if (in == null) {
                fail("expected.txt is missing");
                return;
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] fields = line.trim().split("\\s+", 4);
                boolean complete = fields.length == 4 || (fields[1].equals("PASS") && fields[2].equals("PASS"));
                if (!complete
                        || !List.of(fields[1], fields[2]).stream()
                                .allMatch(r -> r.matches("PASS|WEAK|SKIP|OMIT|LATER"))) {
                    fail("expected.txt, neither PASS nor a result with its reason: " + line);
                }
                EXPECTED.put(
                        fields[0], new Expectation(List.of(fields[1], fields[2]), fields.length == 4 ? fields[3] : ""));
            }
        }
    }
}
