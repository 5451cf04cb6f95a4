package dev.targetnode.iscsi.login;

import dev.targetnode.iscsi.login.KeyValueText.Pair;
import java.util.List;

/** Where a login stands between two steps of {@link LoginMachine}. Immutable; opaque to the caller. */
public sealed interface LoginState {
    /** The first text is still coming in, over several requests (C bit). */
    record Collecting(LoginSequence sequence, TextBytes text) implements LoginState {}

    /** The first text is complete, and the caller decides whether this initiator may log in to this target. */
    record Deciding(LoginSequence sequence, LoginInput request, LoginIdentity identity, List<Pair> pairs)
            implements LoginState {
        public Deciding {
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * Between requests of an admitted login.
     *
     * @param sequence what must stay the same
     * @param identity who logs in
     * @param policy what the target allows
     * @param stage current stage
     * @param security how far authentication is
     * @param negotiation how far the keys are
     * @param declared whether the target has declared its MaxRecvDataSegmentLength
     * @param incoming text collected of the current request (C bit)
     * @param outgoing text of the current answer not sent yet (C bit)
     */
    record Negotiating(
            LoginSequence sequence,
            LoginIdentity identity,
            LoginPolicy.Admit policy,
            NegotiationPhase stage,
            SecurityState security,
            Negotiation negotiation,
            boolean declared,
            TextBytes incoming,
            TextBytes outgoing)
            implements LoginState {
        Negotiating at(LoginSequence next) {
            return new Negotiating(next, identity, policy, stage, security, negotiation, declared, incoming, outgoing);
        }

        Negotiating in(NegotiationPhase next) {
            return new Negotiating(
                    sequence, identity, policy, next, security, negotiation, declared, incoming, outgoing);
        }

        Negotiating with(SecurityState nextSecurity, Negotiation nextNegotiation) {
            return new Negotiating(
                    sequence, identity, policy, stage, nextSecurity, nextNegotiation, declared, incoming, outgoing);
        }

        Negotiating withDeclared() {
            return new Negotiating(sequence, identity, policy, stage, security, negotiation, true, incoming, outgoing);
        }

        Negotiating withText(TextBytes nextIncoming, TextBytes nextOutgoing) {
            return new Negotiating(
                    sequence, identity, policy, stage, security, negotiation, declared, nextIncoming, nextOutgoing);
        }
    }
}
