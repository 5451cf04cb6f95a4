package dev.targetnode.iscsi.login;

/** What one step of a login leads to. */
public sealed interface LoginStep {
    /** Find out whether {@code identity} may log in, then call {@link LoginMachine#proceed} with {@code state}. */
    record Lookup(LoginIdentity identity, LoginState state) implements LoginStep {}

    /** Send {@code answer}; the login goes on with the next request. */
    record Answer(LoginAnswer answer, LoginState state) implements LoginStep {}

    /**
     * The login succeeds. Admit the session, then send {@code answer} with its TSIH; the full feature phase begins behind it.
     *
     * @param answer the last response, with T set and NSG 3
     * @param parameters what holds from now on
     * @param negotiation what text negotiation in the full feature phase starts from
     */
    record Complete(LoginAnswer answer, NegotiatedParameters parameters, Negotiation negotiation)
            implements LoginStep {}

    /**
     * Send {@code answer} with this status and close the connection (RFC 7143 11.13.5).
     *
     * @param answer the response's other fields; its text is a TargetAddress with redirections and empty otherwise
     * @param reason for the log; may quote names the peer sent, never secrets
     */
    record Refuse(LoginRefusal status, String reason, LoginAnswer answer) implements LoginStep {}
}
