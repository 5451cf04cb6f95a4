package dev.targetnode.iscsi.login;

import dev.targetnode.core.auth.Credential;
import dev.targetnode.core.auth.Secret;
import dev.targetnode.iscsi.login.AuthenticationRule.Chap;
import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.login.SecurityStep.Fail;
import dev.targetnode.iscsi.login.SecurityStep.Proceed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * CHAP, target side (RFC 7143 12.1.3), one way and mutual. Pure.
 *
 * <p>An initiator that names a user who does not exist gets the same answer after the same work as one with a wrong
 * secret; only the reason, which is for the log, differs. Reasons quote no challenge, response or secret.
 */
final class ChapDialogue {
    /** Longest challenge and response once decoded (12.1.3). */
    static final int BINARY_BYTES_MAX = 1024;

    private static final int IDENTIFIER_MAX = 255;
    private static final int NAMED_CHARS_MAX = 64;
    private static final String ALGORITHM = TextKey.CHAP_A.keyName();
    private static final String IDENTIFIER = TextKey.CHAP_I.keyName();
    private static final String CHALLENGE = TextKey.CHAP_C.keyName();
    private static final String NAME = TextKey.CHAP_N.keyName();
    private static final String RESPONSE = TextKey.CHAP_R.keyName();
    private static final Set<String> ONE_WAY = Set.of(NAME, RESPONSE);
    private static final Set<String> MUTUAL = Set.of(NAME, RESPONSE, IDENTIFIER, CHALLENGE);

    private ChapDialogue() {}

    /** The initiator challenges the target in turn; the bytes are not shared. */
    private static final class Counterchallenge {
        private final int identifier;
        private final byte[] bytes;

        Counterchallenge(int identifier, byte[] bytes) {
            this.identifier = identifier;
            this.bytes = bytes;
        }
    }

    /** Answers CHAP_A with an algorithm and the challenge. */
    static SecurityStep challenge(Chap rule, List<Pair> pairs) {
        Map<String, String> said = said(pairs);
        if (!said.keySet().equals(Set.of(ALGORITHM))) {
            return outOfTurn(said.keySet(), ALGORITHM);
        }
        String offered = pairs.get(0).value();
        // 6.2.1, 12.1.3: the list is in the initiator's order of preference; what is unknown is passed over.
        Optional<ChapAlgorithm> chosen = Stream.of(offered.split(",", -1))
                .map(NumberText::parse)
                .flatMap(number -> ofNumber(number).stream())
                .filter(rule.users().algorithms()::contains)
                .findFirst();
        if (chosen.isEmpty()) {
            return failed("no digest in common: offered are " + shown(offered));
        }
        ChapAlgorithm algorithm = chosen.get();
        return new Proceed(
                List.of(
                        new Pair(ALGORITHM, Integer.toString(algorithm.number())),
                        new Pair(IDENTIFIER, Integer.toString(rule.challenge().identifier())),
                        new Pair(CHALLENGE, BinaryValue.encode(rule.challenge().bytes()))),
                new SecurityState.ChapChallenged(algorithm, 0));
    }

    /** Checks CHAP_N and CHAP_R, and answers a challenge that comes with them. */
    static SecurityStep verify(Chap rule, ChapAlgorithm algorithm, List<Pair> pairs) {
        Map<String, String> said = said(pairs);
        boolean mutual = said.keySet().equals(MUTUAL);
        if (!mutual && !said.keySet().equals(ONE_WAY)) {
            return outOfTurn(said.keySet(), NAME + " and " + RESPONSE);
        }
        Optional<byte[]> response = BinaryValue.decode(said.getOrDefault(RESPONSE, ""), BINARY_BYTES_MAX);
        if (response.isEmpty()) {
            return failed(RESPONSE + " is no hex or base64 value of at most " + BINARY_BYTES_MAX + " bytes");
        }
        Optional<Counterchallenge> counter = counterchallenge(said);
        if (mutual && counter.isEmpty()) {
            return failed(IDENTIFIER + " or " + CHALLENGE + " has no admissible value");
        }
        byte[] own = rule.challenge().bytes();
        if (counter.isPresent() && MessageDigest.isEqual(counter.get().bytes, own)) {
            // 9.2.1: whoever sends our challenge back wants us to compute what it cannot.
            return failed("the initiator sends the target's own challenge back");
        }
        String user = said.getOrDefault(NAME, "");
        Optional<String> wrong = wrongProof(rule, algorithm, user, response.get());
        if (wrong.isPresent()) {
            return failed(wrong.get());
        }
        return counter.map(challenge -> prove(rule.users(), algorithm, challenge))
                .orElseGet(() -> new Proceed(List.of(), new SecurityState.Done()));
    }

    /** Why the response proves nothing; empty when it proves that the initiator is {@code user}. */
    private static Optional<String> wrongProof(Chap rule, ChapAlgorithm algorithm, String user, byte[] response) {
        byte[] challenge = rule.challenge().bytes();
        int identifier = rule.challenge().identifier();
        List<Credential> incoming = rule.users().incoming();
        // For a name that is not there the same digest is computed, with a secret that it cannot be proven by.
        Secret secret = incoming.get(0).secret();
        boolean known = false;
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        for (Credential credential : incoming) {
            boolean same = MessageDigest.isEqual(name, credential.user().getBytes(StandardCharsets.UTF_8));
            secret = same ? credential.secret() : secret;
            known |= same;
        }
        boolean matches = MessageDigest.isEqual(response, algorithm.response(identifier, secret, challenge));
        // 9.2.1: a response that we would have given ourselves shows one secret for both directions.
        boolean ours = rule.users()
                .outgoing()
                .map(own -> MessageDigest.isEqual(response, algorithm.response(identifier, own.secret(), challenge)))
                .orElse(false);
        if (!known) {
            return Optional.of("no user " + shown(user));
        }
        if (ours) {
            return Optional.of("user " + shown(user) + " has the secret that the target proves itself with");
        }
        return matches ? Optional.empty() : Optional.of(mismatch(algorithm, user, response.length));
    }

    private static String mismatch(ChapAlgorithm algorithm, String user, int responseBytes) {
        String wrong = "wrong response of user " + shown(user);
        if (responseBytes == algorithm.responseBytes()) {
            return wrong;
        }
        // Older implementations number SHA-1 as 7, which is SHA-256.
        String hint = algorithm == ChapAlgorithm.SHA256 && responseBytes == ChapAlgorithm.SHA1.responseBytes()
                ? "; the initiator means SHA-1 by " + algorithm.number() + ", which is " + algorithm
                : "";
        return wrong + ": " + responseBytes + " bytes are no " + algorithm + hint;
    }

    private static SecurityStep prove(ChapUsers users, ChapAlgorithm algorithm, Counterchallenge challenge) {
        return users.outgoing()
                .<SecurityStep>map(own -> new Proceed(
                        List.of(
                                new Pair(NAME, own.user()),
                                new Pair(
                                        RESPONSE,
                                        BinaryValue.encode(algorithm.response(
                                                challenge.identifier, own.secret(), challenge.bytes)))),
                        new SecurityState.Done()))
                .orElseGet(() -> failed("the initiator wants proof of the target, which has no OutgoingUser"));
    }

    private static Optional<Counterchallenge> counterchallenge(Map<String, String> said) {
        OptionalLong identifier = NumberText.parse(said.getOrDefault(IDENTIFIER, ""));
        if (identifier.isEmpty() || identifier.getAsLong() > IDENTIFIER_MAX) {
            return Optional.empty();
        }
        return BinaryValue.decode(said.getOrDefault(CHALLENGE, ""), BINARY_BYTES_MAX)
                .map(bytes -> new Counterchallenge((int) identifier.getAsLong(), bytes));
    }

    private static Optional<ChapAlgorithm> ofNumber(OptionalLong number) {
        return number.isPresent() ? ChapAlgorithm.of(number.getAsLong()) : Optional.empty();
    }

    /** No key comes twice: the negotiator has seen to that. */
    private static Map<String, String> said(List<Pair> pairs) {
        return pairs.stream().collect(Collectors.toMap(Pair::key, Pair::value, (first, second) -> first));
    }

    private static SecurityStep outOfTurn(Set<String> keys, String expected) {
        List<String> sorted = new ArrayList<>(keys);
        sorted.sort(null);
        return new Fail(LoginRefusal.INITIATOR_ERROR, "CHAP: " + expected + " expected, not " + sorted);
    }

    private static SecurityStep failed(String reason) {
        return new Fail(LoginRefusal.AUTHENTICATION_FAILURE, "CHAP: " + reason);
    }

    /** What a peer has said, fit for a line of a log. */
    private static String shown(String text) {
        String printable = text.replaceAll("[^ -~]", "?");
        return '"' + printable.substring(0, Math.min(printable.length(), NAMED_CHARS_MAX)) + '"';
    }
}
