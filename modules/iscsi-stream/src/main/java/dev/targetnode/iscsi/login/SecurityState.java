package dev.targetnode.iscsi.login;

/** How far the authentication of a login has come. */
sealed interface SecurityState {
    /**
     * No method chosen yet.
     *
     * @param idle requests so far that led nowhere
     */
    record Unstarted(int idle) implements SecurityState {}

    /**
     * CHAP is chosen; CHAP_A is expected.
     *
     * @param idle as above
     */
    record ChapChosen(int idle) implements SecurityState {}

    /**
     * The challenge is sent; CHAP_N and CHAP_R are expected.
     *
     * @param algorithm the digest agreed on
     * @param idle as above
     */
    record ChapChallenged(ChapAlgorithm algorithm, int idle) implements SecurityState {}

    /** The initiator is who it says, or need not prove it. */
    record Done() implements SecurityState {}
}
