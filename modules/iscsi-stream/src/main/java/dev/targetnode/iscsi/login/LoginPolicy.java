package dev.targetnode.iscsi.login;

import java.util.Optional;

/** What the target answers to "who wants in": the caller's decision, fed to {@link LoginMachine#proceed}. */
public sealed interface LoginPolicy permits LoginPolicy.Admit, LoginPolicy.Deny {
    /**
     * The initiator may log in, if it proves who it is where that is asked.
     *
     * @param own the target's values
     * @param portalGroupTag TargetPortalGroupTag, 0 to 65,535
     * @param alias TargetAlias, if the target has one; at most 255 bytes of UTF-8
     * @param authentication what proof is asked
     */
    record Admit(TargetKeyValues own, int portalGroupTag, Optional<String> alias, AuthenticationRule authentication)
            implements LoginPolicy {}

    /**
     * It may not.
     *
     * @param status why, for the initiator
     * @param reason why, for the log
     * @param targetAddress where the target is now; with the two redirections (RFC 7143 11.13.5), empty otherwise
     */
    record Deny(LoginRefusal status, String reason, Optional<String> targetAddress) implements LoginPolicy {}
}
