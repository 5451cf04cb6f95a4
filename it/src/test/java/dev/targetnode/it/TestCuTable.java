package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code iscsi-test-cu/expected.txt}: how each test of libiscsi's program must end on each kind of LUN. A result that is
 * not PASS is a word that the file itself explains.
 */
final class TestCuTable {
    /** How a test ends. */
    enum Outcome {
        /** To its end, without a failed assertion and without a skip. */
        PASS,
        /** To its end, but the program asserts nothing in it. */
        WEAK,
        /** The program says that it skipped it. */
        SKIP,
        /** An assertion failed. Expected only of a test that fails on every target. */
        FAIL,
        /** Not run. */
        OMIT
    }

    /**
     * What must happen.
     *
     * @param text what the program says in that case; empty where it says nothing of it
     * @param reason why this is right
     */
    record Expected(String word, Outcome outcome, String text, String reason) {
        static final Expected PASS = new Expected("PASS", Outcome.PASS, "", "");
    }

    private final Map<String, Expected> words = new HashMap<>(Map.of("PASS", Expected.PASS));
    private final Map<String, Map<LunKind, Expected>> rows = new LinkedHashMap<>();
    private final Set<String> used = new TreeSet<>();

    private TestCuTable() {}

    static TestCuTable read() {
        TestCuTable table = new TestCuTable();
        try (InputStream in = TestCuTable.class.getResourceAsStream("/iscsi-test-cu/expected.txt")) {
            if (in == null) {
                return fail("expected.txt is missing");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    table.line(line.trim());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<String> unused = new TreeSet<>(table.words.keySet());
        unused.removeAll(table.used);
        unused.remove("PASS");
        if (!unused.isEmpty()) {
            fail("expected.txt explains what no test has: " + unused);
        }
        return table;
    }

    /** Either {@code word = OUTCOME | text | reason} or a test with a word for each kind of LUN. */
    private void line(String line) {
        String[] fields = line.split("\\s+", -1);
        if (fields[1].equals("=")) {
            String[] parts = line.substring(line.indexOf('=') + 1).split("\\|", -1);
            if (parts.length != 3 || parts[2].isBlank()) {
                fail("expected.txt: no 'word = OUTCOME | text | reason': " + line);
            }
            words.put(
                    fields[0],
                    new Expected(fields[0], Outcome.valueOf(parts[0].strip()), parts[1].strip(), parts[2].strip()));
            return;
        }
        if (fields.length != 1 + LunKind.values().length) {
            fail("expected.txt: a test and " + LunKind.values().length + " results: " + line);
        }
        Map<LunKind, Expected> row = new LinkedHashMap<>();
        for (LunKind kind : LunKind.values()) {
            String word = fields[1 + kind.lun()];
            @Nullable Expected expected = words.get(word);
            if (expected == null) {
                fail("expected.txt does not say what " + word + " is: " + line);
                return;
            }
            used.add(word);
            row.put(kind, expected);
        }
        if (rows.put(fields[0], row) != null) {
            fail("expected.txt has " + fields[0] + " twice");
        }
    }

    /** The names of all tests, in the order of the file. */
    List<String> tests() {
        return List.copyOf(rows.keySet());
    }

    Expected expected(String test, LunKind kind) {
        Map<LunKind, Expected> row = rows.get(test);
        Expected expected = row == null ? null : row.get(kind);
        return expected == null ? fail("expected.txt has no " + test) : expected;
    }
}
