package dev.targetnode.iscsi.login;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No text makes the decoder throw, and what it accepts is bounded and survives a round trip. Runs the committed corpus;
 * with {@code JAZZER_FUZZ=1} in the environment and {@code -Djazzer.hooks=true} it searches for more.
 */
class BinaryValueFuzzTest {
    private static final int MAX = ChapDialogue.BINARY_BYTES_MAX;
    private static final Path CORPUS =
            Path.of("src/test/resources/dev/targetnode/iscsi/login/BinaryValueFuzzTestInputs/decodesAnyValue");

    @FuzzTest(maxDuration = "1m")
    void decodesAnyValue(byte[] bytes) {
        fuzzOne(bytes);
    }

    @Test
    void replaysTheCommittedCorpus() throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(CORPUS)) {
            inputs = files.sorted().toList();
        }
        int accepted = 0;
        for (Path input : inputs) {
            boolean good = fuzzOne(Files.readAllBytes(input));
            assertEquals(input.getFileName().toString().startsWith("good-"), good, input::toString);
            accepted += good ? 1 : 0;
        }
        assertTrue(accepted >= 6 && inputs.size() - accepted >= 8, "the corpus has shrunk to " + inputs.size());
    }

    /** Whether the bytes were a value. */
    private static boolean fuzzOne(byte[] bytes) {
        String value = new String(bytes, StandardCharsets.UTF_8);
        Optional<byte[]> decoded = BinaryValue.decode(value, MAX);
        if (decoded.isEmpty()) {
            return false;
        }
        assertTrue(decoded.get().length >= 1 && decoded.get().length <= MAX);
        String again = BinaryValue.encode(decoded.get());
        assertArrayEquals(decoded.get(), BinaryValue.decode(again, MAX).orElseThrow());
        String lower = value.toLowerCase(Locale.ROOT);
        if (lower.startsWith("0x") && value.length() % 2 == 0) {
            assertEquals(lower, again);
        }
        return true;
    }
}
