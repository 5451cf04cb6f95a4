package dev.targetnode.iscsi.login;

/** What proof of identity a target asks (RFC 7143 9.2, 12.1). */
public sealed interface AuthenticationRule {
    /** None: the method None is accepted, and login may start in the operational stage. */
    record NotRequired() implements AuthenticationRule {}

    /**
     * CHAP (RFC 7143 12.1.3), and nothing less.
     *
     * @param users who may log in
     * @param challenge a fresh one, for this login alone
     */
    record Chap(ChapUsers users, ChapChallenge challenge) implements AuthenticationRule {}
}
