package dev.targetnode.iscsi.login;

/** When text is exchanged: the stages of login that carry text, and the full feature phase (RFC 7143 6.3, 6.4). */
public enum NegotiationPhase {
    /** SecurityNegotiation, CSG 0. */
    SECURITY,
    /** LoginOperationalNegotiation, CSG 1. */
    OPERATIONAL,
    /** Text Requests after login. */
    FULL_FEATURE
}
