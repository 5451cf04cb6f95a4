package dev.targetnode.iscsi.login;

import dev.targetnode.iscsi.login.KeyValueText.Pair;
import java.util.List;

/** What one request of the security stage leads to. */
sealed interface SecurityStep {
    /**
     * Authentication goes on, or is done.
     *
     * @param answers pairs for the initiator
     * @param next the state after it
     */
    record Proceed(List<Pair> answers, SecurityState next) implements SecurityStep {
        public Proceed {
            answers = List.copyOf(answers);
        }
    }

    /** It failed; {@code reason} is for the log and holds no secret. */
    record Fail(LoginRefusal status, String reason) implements SecurityStep {}
}
