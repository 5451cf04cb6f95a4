package dev.targetnode.iscsi.login;

import dev.targetnode.iscsi.login.KeyValueText.Pair;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The responding side of text negotiation (RFC 7143 6.2), for login and for the full feature phase alike. Pure: the rows
 * of {@link TextKey} say what becomes of each pair.
 *
 * <p>A value that no rule admits is answered Reject and listed in {@link Negotiated#failures()}. By 7.11 such a failure
 * ends a login, while in the full feature phase it only leaves the old values standing; that is the caller's to do.
 */
public final class Negotiator {
    static final String REJECT = "Reject";
    static final String IRRELEVANT = "Irrelevant";
    static final String NOT_UNDERSTOOD = "NotUnderstood";
    private static final String YES = "Yes";
    private static final String NO = "No";
    private static final int NAMED_VALUE_CHARS_MAX = 40;

    /** Keys whose RFC default is laxer than a target may be configured: the target offers them if the initiator does not. */
    private static final List<TextKey> INSISTED =
            List.of(TextKey.IMMEDIATE_DATA, TextKey.MAX_BURST_LENGTH, TextKey.FIRST_BURST_LENGTH);

    private Negotiator() {}

    /** What became of a run of pairs. */
    public sealed interface Outcome permits Negotiated, Violation {}

    /**
     * The pairs were used by the rules.
     *
     * @param answers what to answer, in the order of the offers
     * @param state the negotiation after it
     * @param requests questions for the caller (SendTargets) with their values
     * @param failures one sentence for each key that came to no result because its value is not admissible
     */
    public record Negotiated(
            List<Pair> answers, Negotiation state, Map<TextKey, String> requests, List<String> failures)
            implements Outcome {
        public Negotiated {
            answers = List.copyOf(answers);
            requests = Map.copyOf(requests);
            failures = List.copyOf(failures);
        }
    }

    /** The pairs break the protocol: a key twice, at the wrong time, or from the wrong side. */
    public record Violation(String reason) implements Outcome {}

    /** Answers {@code pairs}; those of {@link TextKey.Rule#SECURITY} are only checked for time and repetition. */
    public static Outcome negotiate(NegotiationPhase phase, Negotiation before, TargetKeyValues own, List<Pair> pairs) {
        Optional<String> violation = violation(phase, before, pairs);
        if (violation.isPresent()) {
            return new Violation(violation.get());
        }
        Negotiation state = before;
        Map<String, Verdict> verdicts = new HashMap<>();
        Map<TextKey, String> requests = new EnumMap<>(TextKey.class);
        List<String> failures = new ArrayList<>();
        // Dependent keys come last: whether FirstBurstLength means anything, and how large it may be, follows from keys
        // that may stand behind it in the same text.
        for (boolean dependent : new boolean[] {false, true}) {
            for (Pair pair : pairs) {
                Optional<TextKey> key = TextKey.of(pair.key());
                if (key.map(Negotiator::dependsOnOthers).orElse(false) != dependent) {
                    continue;
                }
                Verdict verdict = Verdict.unknown(pair);
                if (key.isPresent()) {
                    verdict = verdict(state, own, key.get(), pair.value());
                    state = apply(state, key.get(), verdict);
                    if (key.get().rule() == TextKey.Rule.REQUEST) {
                        requests.put(key.get(), pair.value());
                    }
                }
                verdict.failure().ifPresent(failures::add);
                verdicts.put(pair.key(), verdict);
            }
        }
        List<Pair> answers = new ArrayList<>();
        for (Pair pair : pairs) {
            Verdict verdict = verdicts.get(pair.key());
            if (verdict != null && verdict.answer().isPresent()) {
                answers.add(new Pair(pair.key(), verdict.answer().get()));
            }
        }
        return new Negotiated(answers, state, requests, failures);
    }

    /**
     * What this side must offer on its own before login ends, because the default that would hold otherwise is more than
     * it is configured to allow; empty in most logins.
     */
    static Map<TextKey, String> insisted(Negotiation state, TargetKeyValues own) {
        Map<TextKey, String> offers = new EnumMap<>(TextKey.class);
        for (TextKey key : INSISTED) {
            boolean open = state.leading() && !state.seen().contains(key) && !state.isIrrelevant(key);
            String ours = own.own(key);
            boolean stricter = !ours.equals(key.rfcDefault())
                    && resolve(key, key.rfcDefault(), ours).filter(ours::equals).isPresent();
            if (open && stricter) {
                offers.put(key, ownLimit(state, own, key));
            }
        }
        return offers;
    }

    /** What a pair leads to: an answer or silence, a value to keep or none, and why it failed if it did. */
    private record Verdict(Optional<String> answer, Optional<String> agreed, Optional<String> failure) {
        /** RFC 7143 6.2: NotUnderstood is never itself answered, or two sides would go on for ever. */
        static Verdict unknown(Pair pair) {
            return pair.value().equals(NOT_UNDERSTOOD) ? silent() : answered(NOT_UNDERSTOOD);
        }

        static Verdict silent() {
            return new Verdict(Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Verdict answered(String answer) {
            return new Verdict(Optional.of(answer), Optional.empty(), Optional.empty());
        }

        static Verdict agreed(String value) {
            return new Verdict(Optional.of(value), Optional.of(value), Optional.empty());
        }

        static Verdict declared(String value) {
            return new Verdict(Optional.empty(), Optional.of(value), Optional.empty());
        }

        static Verdict rejected(TextKey key, String value) {
            return new Verdict(Optional.of(REJECT), Optional.empty(), Optional.of(inadmissible(key, value)));
        }

        static Verdict failed(TextKey key, String value) {
            return new Verdict(Optional.empty(), Optional.empty(), Optional.of(inadmissible(key, value)));
        }

        private static String inadmissible(TextKey key, String value) {
            if (key.rule() == TextKey.Rule.SECURITY) {
                return key.keyName() + " is too long"; // who reads the log shall not see what proves an identity
            }
            // The reason goes into logs: short, and without the control characters a peer may have put there.
            String shown = value.substring(0, Math.min(value.length(), NAMED_VALUE_CHARS_MAX))
                    .replaceAll("[^ -~]", "?");
            return key.keyName() + "=" + shown + " is not admissible";
        }
    }

    private static boolean dependsOnOthers(TextKey key) {
        return key.irrelevance() == TextKey.Irrelevance.NO_UNSOLICITED_DATA;
    }

    private static Optional<String> violation(NegotiationPhase phase, Negotiation state, List<Pair> pairs) {
        Set<String> names = new HashSet<>();
        for (Pair pair : pairs) {
            if (!names.add(pair.key())) {
                return Optional.of(pair.key() + " is given twice"); // RFC 7143 6.2
            }
            Optional<String> wrong = TextKey.of(pair.key()).flatMap(key -> violation(phase, state, key, pair.value()));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> violation(NegotiationPhase phase, Negotiation state, TextKey key, String value) {
        if (key.sender() == TextKey.Sender.TARGET) {
            // The one thing an initiator may say about a declaration of ours is that it does not know the key.
            return value.equals(NOT_UNDERSTOOD)
                    ? Optional.empty()
                    : Optional.of(key.keyName() + " is the target's to send");
        }
        if (!key.use().allows(phase, state.leading())) {
            return Optional.of(key.keyName() + " is not allowed in " + phase
                    + (state.leading() ? "" : " of a connection that is not the session's first"));
        }
        if (state.seen().contains(key) && !isSaidAgain(state, key, value)) {
            return Optional.of(key.keyName() + " is negotiated twice"); // RFC 7143 6.3
        }
        return Optional.empty();
    }

    /** libiscsi repeats InitiatorName, TargetName, SessionType and its alias when it enters the operational stage. */
    private static boolean isSaidAgain(Negotiation state, TextKey key, String value) {
        return key.rule() == TextKey.Rule.IDENTITY
                && state.agreedText(key).filter(value::equals).isPresent();
    }

    private static Negotiation apply(Negotiation state, TextKey key, Verdict verdict) {
        Negotiation seen = state.withSeen(key);
        return verdict.agreed().map(value -> seen.withAgreed(key, value)).orElse(seen);
    }

    private static Verdict verdict(Negotiation state, TargetKeyValues own, TextKey key, String value) {
        String offered = state.offered().get(key);
        if (offered != null) {
            return answered(state, key, offered, value);
        }
        if (key.sender() == TextKey.Sender.TARGET) {
            return Verdict.silent();
        }
        if (state.isIrrelevant(key)) {
            return Verdict.answered(IRRELEVANT);
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > key.valueBytesMax()) {
            return Verdict.rejected(key, value);
        }
        return switch (key.rule()) {
            case MIN, MAX, AND, OR ->
                resolve(key, value, ownLimit(state, own, key))
                        .map(Verdict::agreed)
                        .orElseGet(() -> Verdict.rejected(key, value));
            case LIST ->
                firstSupported(value, own.supported(key))
                        .map(Verdict::agreed)
                        .orElseGet(() -> Verdict.rejected(key, value));
            case DECLARED_NUMBER ->
                number(key, value).map(Verdict::declared).orElseGet(() -> Verdict.rejected(key, value));
            case DECLARED_TEXT, IDENTITY -> Verdict.declared(value);
            case REQUEST, SECURITY -> Verdict.silent();
            case RETIRED_NO -> Verdict.answered(NO);
            case RETIRED_REJECT -> Verdict.answered(REJECT);
        };
    }

    /** The initiator's answer to an offer of ours: it must be what the rule makes of our offer (RFC 7143 6.2.2). */
    private static Verdict answered(Negotiation state, TextKey key, String offered, String value) {
        // Only what means something was offered, but another answer in the same text may have changed that.
        if (value.equals(IRRELEVANT) && state.isIrrelevant(key)) {
            return Verdict.silent();
        }
        return resolve(key, value, offered)
                .filter(result -> result.equals(canonical(key, value)))
                .map(Verdict::declared)
                .orElseGet(() -> Verdict.failed(key, value));
    }

    /** 13.14: FirstBurstLength never exceeds MaxBurstLength, so what holds for the latter bounds our side of the former. */
    private static String ownLimit(Negotiation state, TargetKeyValues own, TextKey key) {
        String ours = own.own(key);
        if (key != TextKey.FIRST_BURST_LENGTH) {
            return ours;
        }
        long maxBurst = state.number(TextKey.MAX_BURST_LENGTH);
        return Long.toString(Math.min(maxBurst, NumberText.parse(ours).orElse(maxBurst)));
    }

    /** The result of one value meeting another under the key's rule; empty when {@code theirs} is not admissible. */
    private static Optional<String> resolve(TextKey key, String theirs, String ours) {
        return switch (key.rule()) {
            case MIN -> number(key, theirs).map(n -> smaller(n, ours));
            case MAX -> number(key, theirs).map(n -> smaller(n, ours).equals(n) ? canonical(key, ours) : n);
            case AND -> flag(theirs).map(yes -> yes && ours.equals(YES) ? YES : NO);
            case OR -> flag(theirs).map(yes -> yes || ours.equals(YES) ? YES : NO);
            case LIST, DECLARED_NUMBER, DECLARED_TEXT, IDENTITY, REQUEST, SECURITY, RETIRED_NO, RETIRED_REJECT ->
                Optional.empty();
        };
    }

    private static String smaller(String theirs, String ours) {
        long a = NumberText.parse(theirs).orElseThrow();
        long b = NumberText.parse(ours).orElseThrow();
        return Long.toString(Math.min(a, b));
    }

    private static String canonical(TextKey key, String value) {
        return number(key, value).orElse(value);
    }

    /** A legal number of the key in decimal; a value out of range is not admissible and is not clipped. */
    private static Optional<String> number(TextKey key, String value) {
        OptionalLong number = NumberText.parse(value);
        return number.isPresent() && number.getAsLong() >= key.min() && number.getAsLong() <= key.max()
                ? Optional.of(Long.toString(number.getAsLong()))
                : Optional.empty();
    }

    private static Optional<Boolean> flag(String value) {
        return switch (value) {
            case YES -> Optional.of(true);
            case NO -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** RFC 7143 6.2.1: the first of the initiator's list, in its order of preference, that this side supports. */
    private static Optional<String> firstSupported(String list, List<String> supported) {
        return List.of(list.split(",", -1)).stream().filter(supported::contains).findFirst();
    }
}
