package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.targetnode.it.TestCuTable.Expected;
import dev.targetnode.it.TestCuTable.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs libiscsi's test program, each of its tests in a process of its own, and compares how it ends with the table. Tests on
 * one kind of LUN run one after the other, those on different kinds beside each other: most of them wait most of the time.
 */
final class TestCu {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    /** What the test itself printed, and its verdict; around it stands what the program's own set-up prints. */
    private static final Pattern VERDICT =
            Pattern.compile("(?s)Test: \\S+ \\.\\.\\.(.*?)(?:(?<=\\.\\.\\.)|(?<=\n))(passed|FAILED)(.*?)\n\n");

    private static final Pattern ASSERTS = Pattern.compile("asserts\\s+\\d+\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)");
    private static final Pattern RAN = Pattern.compile("tests\\s+\\d+\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)");
    private static final Pattern LISTED = Pattern.compile("(?m)^((?:SCSI|iSCSI)\\.[^.\\s]+\\.\\S+)$");

    private final TestCuTable table;
    private final Path directory;
    private final Map<LunKind, ExecutorService> lanes = new EnumMap<>(LunKind.class);

    TestCu(TestCuTable table, Path directory) {
        this.table = table;
        this.directory = directory;
    }

    /** The names of all tests that the program has. */
    Set<String> list() {
        String list =
                Tool.ISCSI_TEST_CU.run(LIMIT, directory, "-l").expectSuccess().output();
        TreeSet<String> has = new TreeSet<>();
        Matcher matcher = LISTED.matcher(list);
        while (matcher.find()) {
            has.add(matcher.group(1));
        }
        return has;
    }

    /**
     * A test for each row of the table that {@code chosen} takes. The program starts on them at once; each test says later how
     * it ended.
     *
     * @param otherPath a second way to the same LUN, for the tests of several paths
     */
    List<DynamicTest> tests(LunKind kind, String url, String otherPath, Predicate<String> chosen) {
        ExecutorService lane = lanes.computeIfAbsent(kind, lun -> Executors.newSingleThreadExecutor());
        return table.tests().stream()
                .filter(chosen)
                .filter(test -> table.expected(test, kind).outcome() != Outcome.OMIT)
                .map(test -> {
                    Expected expected = table.expected(test, kind);
                    Future<Tool.Result> run = lane.submit(() -> run(test, expected, url, otherPath));
                    return DynamicTest.dynamicTest(test, () -> check(expected, run));
                })
                .toList();
    }

    /** Nothing more is started. */
    void close() {
        lanes.values().forEach(ExecutorService::shutdownNow);
    }

    private Tool.Result run(String test, Expected expected, String url, String otherPath) {
        List<String> arguments = new ArrayList<>(List.of("-S", "-f", "-v", "-t", test));
        // Without -d the program leaves out what writes; the tests that this concerns have a word for it in the table.
        if (!expected.text().contains("dataloss")) {
            arguments.add("-d");
        }
        arguments.add(url);
        if (test.contains(".MultipathIO.")) {
            arguments.add(otherPath);
        }
        return Tool.ISCSI_TEST_CU.run(LIMIT, directory, arguments);
    }

    private static void check(Expected expected, Future<Tool.Result> run) throws InterruptedException {
        Tool.Result result;
        try {
            result = run.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
        assertEquals(expected.outcome(), outcome(result), () -> expected.reason() + "\n" + result);
        assertTrue(
                result.output().contains(expected.text()),
                () -> "it ended for another reason than '" + expected.text() + "'\n" + result);
    }

    /** The program's exit code alone says neither that a test ran nor that it did not skip. */
    private static Outcome outcome(Tool.Result result) {
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
            return Outcome.FAIL;
        }
        if (verdict.group(1).contains("[SKIPPED]")) {
            return Outcome.SKIP;
        }
        return asserts.group(1).equals("0") ? Outcome.WEAK : Outcome.PASS;
    }
}
