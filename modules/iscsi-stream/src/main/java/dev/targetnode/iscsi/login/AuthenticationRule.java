package dev.targetnode.iscsi.login;

/** What proof of identity a target asks (RFC 7143 9.2, 12.1). */
public sealed interface AuthenticationRule {
    /** None: the method None is accepted, and login may start in the operational stage. */
    record NotRequired() implements AuthenticationRule {}

    /** One that no method of this node can give, so nobody gets in: every login fails with 0201. */
    record Required() implements AuthenticationRule {}
}
