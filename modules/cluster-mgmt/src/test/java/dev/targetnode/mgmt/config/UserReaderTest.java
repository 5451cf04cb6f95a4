package dev.targetnode.mgmt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.targetnode.core.auth.Credential;
import dev.targetnode.core.auth.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users of targets and of discovery. Every secret of this test has {@link #MARK} in it, and no message may. */
class UserReaderTest {
    private static final String MARK = "hush";
    private static final String JOES = "hush-hush-1234";
    private static final String TARGET = "target-node.targets.\"iqn.2026-11.org.example:t1\"";
    private static final String DISCOVERY = "target-node.iscsi.discovery";
    private static final List<ChapDigest> ALL =
            List.of(ChapDigest.SHA3_256, ChapDigest.SHA256, ChapDigest.SHA1, ChapDigest.MD5);

    private final TestSecrets secrets = new TestSecrets();
    private final Config reference = ConfigFactory.defaultReference();

    private ConfigurationResult read(Config written) {
        return new ConfigurationReader(reference, List.of(), secrets)
                .read(written.withFallback(reference).resolve());
    }

    private ConfigurationResult.Valid valid(String written) {
        return assertInstanceOf(ConfigurationResult.Valid.class, read(ConfigFactory.parseString(written)));
    }

    private ChapSpec target(String written) {
        return valid(TARGET + " { " + written + " }")
                .configuration()
                .targets()
                .get(0)
                .chap();
    }

    private void refused(String written, String path, String reason) {
        ConfigurationResult result = read(ConfigFactory.parseString(written));
        List<Problem> problems = assertInstanceOf(ConfigurationResult.Invalid.class, result, result::toString)
                .problems();
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(
                path + ": " + reason,
                problems.get(0).path() + ": " + problems.get(0).reason());
        assertFalse(problems.toString().contains(MARK), problems::toString);
    }

    private static Credential user(String name, String secret) {
        return new Credential(name, Secret.of(secret));
    }

    @Test
    void asksNobodyForProofUnlessUsersAreNamed() {
        ConfigurationResult.Valid read = valid(TARGET + " {}");
        ChapSpec nobody = new ChapSpec(List.of(), Optional.empty(), ALL);
        assertEquals(nobody, read.configuration().targets().get(0).chap());
        assertEquals(nobody, read.configuration().discoveryChap());
        assertEquals(List.of(), read.warnings());
    }

    @Test
    void readsUsersByNameWithSecretsFromEachSource() {
        secrets.file("/etc/ann", "hush ann's own").variable("MAX", "hush max's own");
        ChapSpec chap = target("""
                IncomingUser {
                  joe = "hush-hush-1234"
                  bob { secret = "hush bob's own" }
                  ann { secret-file = /etc/ann }
                  "iqn.2001-04.com.example:max" { secret-env = MAX }
                }
                OutgoingUser.jim.secret = "hush jim's own"
                """);
        assertEquals(
                List.of(
                        user("ann", "hush ann's own"),
                        user("bob", "hush bob's own"),
                        user("iqn.2001-04.com.example:max", "hush max's own"),
                        user("joe", JOES)),
                chap.incoming());
        assertEquals(Optional.of(user("jim", "hush jim's own")), chap.outgoing());
        assertEquals(ALL, chap.digests());
    }

    @Test
    void readsUsersAsScstWritesThem() {
        assertEquals(
                List.of(user("joe", JOES)),
                target("IncomingUser = \"joe hush-hush-1234\"").incoming());
        ChapSpec several = target("""
                IncomingUser = ["joe hush-hush-1234", " ann   hush-hush-5678 "], OutgoingUser = "jim hush-hush-9012"
                """);
        assertEquals(List.of(user("joe", JOES), user("ann", "hush-hush-5678")), several.incoming());
        assertEquals(Optional.of(user("jim", "hush-hush-9012")), several.outgoing());
    }

    @Test
    void keepsDiscoveryApartFromTargets() {
        NodeConfiguration node = valid(DISCOVERY + " { IncomingUser.joe = hush-hush-1234, chap-digests = \"SHA256\" }\n"
                        + TARGET + " {}")
                .configuration();
        assertEquals(
                new ChapSpec(List.of(user("joe", JOES)), Optional.empty(), List.of(ChapDigest.SHA256)),
                node.discoveryChap());
        assertEquals(List.of(), node.targets().get(0).chap().incoming());
        assertEquals(ALL, node.targets().get(0).chap().digests());
    }

    @Test
    void takesASecretOfDigitsAsItWasWritten() {
        assertEquals(
                List.of(user("joe", "000123456789")),
                target("IncomingUser.joe = 000123456789").incoming());
        assertEquals(
                List.of(user("joe", "1234567890.10")),
                target("IncomingUser.joe.secret = 1234567890.10").incoming());
    }

    @Test
    void takesDigestsInAnySpellingOfCase() {
        assertEquals(
                List.of(ChapDigest.SHA3_256, ChapDigest.MD5),
                target("chap-digests = [sha3-256, MD5]").digests());
    }

    @Test
    void acceptsSecretsAndNamesAtTheirLimits() {
        assertEquals(
                12,
                target("IncomingUser.joe = hush-hush-12")
                        .incoming()
                        .get(0)
                        .secret()
                        .lengthBytes());
        String longest = "x".repeat(255);
        assertEquals(
                List.of(user(longest, longest)),
                target("IncomingUser." + longest + " = " + longest).incoming());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    IncomingUser.joe = hush-hush-1        | IncomingUser.joe | has a secret of 11 bytes; CHAP is not secure with less than 12 (RFC 7143 9.2.1)
                    IncomingUser.joe { secret = "" }      | IncomingUser.joe | has a secret of 0 bytes; CHAP is not secure with less than 12 (RFC 7143 9.2.1)
                    IncomingUser = "joe hush"             | IncomingUser | has a secret of 4 bytes; CHAP is not secure with less than 12 (RFC 7143 9.2.1)
                    IncomingUser = "hush-hush-1234"       | IncomingUser | must be users by name, { name { secret = ... } }, or "name secret"; what holds blanks is written the first way
                    IncomingUser = "joe hush hush hush"   | IncomingUser | must be users by name, { name { secret = ... } }, or "name secret"; what holds blanks is written the first way
                    IncomingUser = 12345                  | IncomingUser | must be users by name, { name { secret = ... } }, or "name secret"; what holds blanks is written the first way
                    IncomingUser = [{ joe = hush }]       | IncomingUser | must be users by name, { name { secret = ... } }, or "name secret"; what holds blanks is written the first way
                    IncomingUser.joe = [hush]             | IncomingUser.joe | must be a secret, or an object with one of secret, secret-file, secret-env
                    IncomingUser.joe = null               | IncomingUser.joe | must be a secret, or an object with one of secret, secret-file, secret-env
                    IncomingUser.joe {}                   | IncomingUser.joe | must have one of secret, secret-file, secret-env
                    IncomingUser.joe { secret = hush-hush-1234, secret-env = A } | IncomingUser.joe | must have one of secret, secret-file, secret-env
                    IncomingUser.joe { secret-file = /hush } | IncomingUser.joe.secret-file | names a file that does not exist
                    IncomingUser.joe { secret-env = hush }   | IncomingUser.joe.secret-env  | names a variable that the environment does not have
                    IncomingUser."" = hush-hush-1234      | IncomingUser."" | is no user name: 1 to 255 bytes without control characters
                    IncomingUser."a\\nb" = hush-hush-1234 | IncomingUser."a\\nb" | is no user name: 1 to 255 bytes without control characters
                    IncomingUser = ["joe hush-hush-1234", "joe hush-hush-5678"] | IncomingUser | names user joe twice
                    IncomingUser.a = hush-hush-1234, OutgoingUser { b = hush-hush-5678, c = hush-hush-9012 } | OutgoingUser | names 2 users; a target proves itself as one
                    OutgoingUser.b = hush-hush-5678       | OutgoingUser | needs an IncomingUser: an initiator that asks for proof gives it first
                    OutgoingUser.b = hush-hush-5678, IncomingUser {} | OutgoingUser | needs an IncomingUser: an initiator that asks for proof gives it first
                    chap-digests = "MD4"                  | chap-digests | must be a list without repetition of MD5, SHA1, SHA256, SHA3-256, not MD4
                    chap-digests = []                     | chap-digests | must name at least one digest
                    """)
    void refusesWithoutShowingASecret(String written, String key, String reason) {
        refused(TARGET + " { " + written + " }", TARGET + "." + key, reason);
    }

    @Test
    void refusesASecretOrANameThatIsTooLong() {
        String tooLong = "x".repeat(256);
        refused(
                TARGET + " { IncomingUser.joe = " + tooLong + " }",
                TARGET + ".IncomingUser.joe",
                "has a secret of 256 bytes; at most 255 are allowed");
        refused(
                TARGET + " { IncomingUser." + tooLong + " = hush-hush-1234 }",
                TARGET + ".IncomingUser." + tooLong,
                "is no user name: 1 to 255 bytes without control characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DISCOVERY + " = \"joe hush-hush-1234\"",
                DISCOVERY + " = [\"joe hush-hush-1234\"]",
                TARGET + " = \"joe hush-hush-1234\"",
                "target-node.targets = \"joe hush-hush-1234\"",
                "target-node.iscsi = \"joe hush-hush-1234\"",
                DISCOVERY + ".IncomingUser = hush",
                DISCOVERY + ".OutgoingUser = [hush]",
                DISCOVERY + ".IncomingUser.joe.secrte = hush-hush-1234",
                TARGET + ".IncomingUser.joe.secrte = hush-hush-1234",
                TARGET + ".IncomingUser.joe.secret { value = hush-hush-1234 }",
                TARGET + ".incominguser.joe = hush-hush-1234",
                "target-node.data-dir { joe = hush-hush-1234 }",
            })
    void showsNoSecretThatStandsAtTheWrongPlace(String written) {
        ConfigurationResult result = read(ConfigFactory.parseString(written));
        assertInstanceOf(ConfigurationResult.Invalid.class, result);
        assertFalse(result.toString().contains(MARK), result::toString);
    }

    @Test
    void aConfigurationPrintsWithoutItsSecrets() {
        String printed = valid(TARGET + " { IncomingUser.joe = hush-hush-1234, OutgoingUser.jim = hush-hush-5678 }")
                .toString();
        assertFalse(printed.contains(MARK), printed);
    }

    /** RFC 7143 9.2.1: a secret that authenticates an initiator must not authenticate any target. */
    @Test
    void refusesOneSecretForBothDirectionsWhereverTheyStand() {
        String reason = "has the secret of an IncomingUser; the two directions need different ones (RFC 7143 9.2.1)";
        refused(
                TARGET + " { IncomingUser.joe = hush-hush-1234, OutgoingUser.jim = hush-hush-1234 }",
                TARGET + ".OutgoingUser.jim",
                reason);
        refused(
                TARGET + ".IncomingUser.joe = hush-hush-1234\n" + DISCOVERY
                        + " { IncomingUser.ann = hush-hush-5678, OutgoingUser = \"jim hush-hush-1234\" }",
                DISCOVERY + ".OutgoingUser",
                reason);
    }

    @Test
    void warnsWhereTwoUsersShareASecretAndNotWhereOneUserHasItTwice() {
        ConfigurationResult.Valid one = valid(
                TARGET + ".IncomingUser.joe = hush-hush-1234\n" + DISCOVERY + ".IncomingUser.joe = hush-hush-1234");
        assertEquals(List.of(), one.warnings());
        ConfigurationResult.Valid two = valid(
                TARGET + ".IncomingUser.joe = hush-hush-1234\n" + DISCOVERY + ".IncomingUser.ann = hush-hush-1234");
        assertEquals(1, two.warnings().size(), two::toString);
        assertEquals(TARGET + ".IncomingUser.joe", two.warnings().get(0).path());
        assertEquals(
                "has the secret of user ann: each can log in as the other",
                two.warnings().get(0).reason());
    }

    @Test
    void warnsOfSecretsThatEverybodyCanRead(@TempDir Path dir) throws IOException {
        secrets.openFile("/etc/ann", "hush ann's own");
        Path file = Files.writeString(
                dir.resolve("open.conf"),
                TARGET
                        + ".IncomingUser {\n joe = hush-hush-1234\n bob = hush-hush-5678\n ann.secret-file = /etc/ann }");
        ConfigurationResult result = read(ConfigFactory.parseFile(file.toFile(), ConfigParseOptions.defaults()));
        List<String> warnings = assertInstanceOf(ConfigurationResult.Valid.class, result).warnings().stream()
                .map(Problem::toString)
                .toList();
        assertEquals(
                List.of(
                        file + ":4: " + TARGET + ".IncomingUser.ann.secret-file: names an open file",
                        file + ":3: " + TARGET + ".IncomingUser.bob: is a secret in an open file"),
                warnings);
    }
}
