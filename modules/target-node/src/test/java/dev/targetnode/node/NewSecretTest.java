package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class NewSecretTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line =
                Main.commandLine(new FakeStarter((configuration, settings) -> CompletableFuture.completedFuture(null)));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({"96, 16", "97, 17", "128, 22", "1024, 171"})
    void hasAtLeastAsManyBitsAsWanted(int bits, int characters) {
        assertEquals(characters, NewSecret.of(new Random(bits), bits).length());
    }

    @Test
    void usesEverySignAndNothingThatNeedsQuotes() {
        Set<Character> signs = new HashSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            String secret = NewSecret.of(random, NewSecret.BITS_MIN);
            secret.chars().forEach(sign -> signs.add((char) sign));
            assertEquals(secret, ConfigFactory.parseString("secret = " + secret).getString("secret"));
        }
        assertEquals(64, signs.size());
        assertTrue(signs.stream().allMatch(sign -> Character.isLetterOrDigit(sign) || "_.".indexOf(sign) >= 0));
    }

    @Test
    void isPrintedAloneAndIsAnotherEachTime() {
        assertEquals(ExitStatus.OK, run("--new-secret"));
        String first = out.toString();
        assertTrue(first.matches("[A-Za-z0-9_.]{16}\\R"), first);
        out.getBuffer().setLength(0);
        assertEquals(ExitStatus.OK, run("--new-secret=128"));
        assertTrue(out.toString().matches("[A-Za-z0-9_.]{22}\\R"), out::toString);
        assertNotEquals(first.substring(0, 16), out.toString().substring(0, 16));
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"95", "1025", "-1", "many"})
    void refusesTooFewBitsAndTooMany(String bits) {
        assertEquals(ExitStatus.USAGE, run("--new-secret=" + bits));
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("--new-secret"), err::toString);
    }
}
