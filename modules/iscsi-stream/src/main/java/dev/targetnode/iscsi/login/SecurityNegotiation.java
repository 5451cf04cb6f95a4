package dev.targetnode.iscsi.login;

import dev.targetnode.iscsi.login.AuthenticationRule.Chap;
import dev.targetnode.iscsi.login.AuthenticationRule.NotRequired;
import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.login.SecurityState.ChapChallenged;
import dev.targetnode.iscsi.login.SecurityState.ChapChosen;
import dev.targetnode.iscsi.login.SecurityState.Unstarted;
import dev.targetnode.iscsi.login.SecurityStep.Fail;
import dev.targetnode.iscsi.login.SecurityStep.Proceed;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The security stage (RFC 7143 12.1): which method, and its dialogue. Pure.
 *
 * <pre>
 * Unstarted --AuthMethod, no proof asked--&gt; Done
 * Unstarted --AuthMethod with CHAP--&gt; ChapChosen --CHAP_A--&gt; ChapChallenged --CHAP_N, CHAP_R--&gt; Done
 * </pre>
 */
final class SecurityNegotiation {
    /** Requests of one login that may leave its authentication where it is; no initiator in use needs any. */
    static final int IDLE_REQUESTS_MAX = 4;

    private static final String METHOD_NONE = "None";
    private static final String METHOD_CHAP = "CHAP";

    private SecurityNegotiation() {}

    /** Where authentication stands before the first request. */
    static SecurityState start() {
        return new Unstarted(0);
    }

    /** Whether the security stage may be left, or never entered (6.3.2). */
    static boolean mayLeave(AuthenticationRule rule, SecurityState state) {
        return rule instanceof NotRequired || state instanceof SecurityState.Done;
    }

    /** Takes the security keys of one request, in order. */
    static SecurityStep step(AuthenticationRule rule, SecurityState state, List<Pair> pairs) {
        if (rule instanceof Chap chap) {
            if (state instanceof ChapChosen chosen) {
                return pairs.isEmpty()
                        ? idle(new ChapChosen(chosen.idle() + 1), chosen.idle())
                        : ChapDialogue.challenge(chap, pairs);
            }
            if (state instanceof ChapChallenged challenged) {
                return pairs.isEmpty()
                        ? idle(new ChapChallenged(challenged.algorithm(), challenged.idle() + 1), challenged.idle())
                        : ChapDialogue.verify(chap, challenged.algorithm(), pairs);
            }
        }
        Optional<Pair> stray = pairs.stream()
                .filter(pair -> !pair.key().equals(TextKey.AUTH_METHOD.keyName()))
                .findFirst();
        if (stray.isPresent()) {
            return new Fail(
                    LoginRefusal.INITIATOR_ERROR, stray.get().key() + " belongs to a method that was not chosen");
        }
        return pairs.isEmpty()
                ? unchosen(rule, state)
                : choose(rule, pairs.get(0).value());
    }

    /** 6.2.1: the first method of the initiator's list that is acceptable; there is only one at a time. */
    private static SecurityStep choose(AuthenticationRule rule, String offered) {
        boolean proofAsked = rule instanceof Chap;
        String method = proofAsked ? METHOD_CHAP : METHOD_NONE;
        if (Stream.of(offered.split(",", -1)).noneMatch(method::equals)) {
            // 12.1: a side that accepts none of the offered methods ends the login; 0201 says why.
            return new Fail(
                    LoginRefusal.AUTHENTICATION_FAILURE,
                    "none of the offered authentication methods is accepted, only " + method + " is");
        }
        return new Proceed(
                List.of(new Pair(TextKey.AUTH_METHOD.keyName(), method)),
                proofAsked ? new ChapChosen(0) : new SecurityState.Done());
    }

    /** An initiator that asks for the next stage at once stays in this one, where it may still make an offer (11.13.3). */
    private static SecurityStep unchosen(AuthenticationRule rule, SecurityState state) {
        return rule instanceof NotRequired || !(state instanceof Unstarted unstarted)
                ? new Proceed(List.of(), state)
                : idle(new Unstarted(unstarted.idle() + 1), unstarted.idle());
    }

    private static SecurityStep idle(SecurityState next, int idle) {
        return idle < IDLE_REQUESTS_MAX
                ? new Proceed(List.of(), next)
                : new Fail(
                        LoginRefusal.AUTHENTICATION_FAILURE,
                        "more than " + IDLE_REQUESTS_MAX + " requests without a step of authentication");
    }
}
