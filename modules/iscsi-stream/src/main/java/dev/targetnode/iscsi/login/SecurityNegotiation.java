package dev.targetnode.iscsi.login;

import dev.targetnode.iscsi.login.AuthenticationRule.NotRequired;
import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.login.SecurityStep.Fail;
import dev.targetnode.iscsi.login.SecurityStep.Proceed;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The security stage (RFC 7143 12.1): which method, and its dialogue. Pure. */
final class SecurityNegotiation {
    private static final String METHOD_NONE = "None";

    private SecurityNegotiation() {}

    /** Where authentication stands before the first request. */
    static SecurityState start() {
        return new SecurityState.Unstarted();
    }

    /** Whether the security stage may be left, or never entered (6.3.2). */
    static boolean mayLeave(AuthenticationRule rule, SecurityState state) {
        return rule instanceof NotRequired || state instanceof SecurityState.Done;
    }

    /** Takes the security keys of one request, in order. */
    static SecurityStep step(AuthenticationRule rule, SecurityState state, List<Pair> pairs) {
        Optional<Pair> stray = pairs.stream()
                .filter(pair -> !pair.key().equals(TextKey.AUTH_METHOD.keyName()))
                .findFirst();
        if (stray.isPresent()) {
            return new Fail(
                    LoginRefusal.INITIATOR_ERROR, stray.get().key() + " belongs to a method that was not chosen");
        }
        if (pairs.isEmpty()) {
            return new Proceed(List.of(), state);
        }
        boolean offersNone = Stream.of(pairs.get(0).value().split(",", -1)).anyMatch(METHOD_NONE::equals);
        if (offersNone && rule instanceof NotRequired) {
            return new Proceed(List.of(new Pair(TextKey.AUTH_METHOD.keyName(), METHOD_NONE)), new SecurityState.Done());
        }
        // 12.1: a side that accepts none of the offered methods ends the login; 0201 says why.
        return new Fail(LoginRefusal.AUTHENTICATION_FAILURE, "none of the offered authentication methods is accepted");
    }
}
