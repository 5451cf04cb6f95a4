package dev.targetnode.iscsi.login;

/** How far the authentication of a login has come. */
sealed interface SecurityState {
    /** No method chosen yet. */
    record Unstarted() implements SecurityState {}

    /** The initiator is who it says, or need not prove it. */
    record Done() implements SecurityState {}
}
