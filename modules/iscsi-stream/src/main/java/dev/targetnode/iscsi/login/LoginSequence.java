package dev.targetnode.iscsi.login;

import java.util.Optional;

/**
 * What stays the same over all requests of one login (RFC 7143 11.12), and how many there were.
 *
 * @param first the fields of the first request; its text is not kept
 * @param requests requests so far, the first included
 */
record LoginSequence(LoginInput first, int requests) {
    /** Requests of one login, continuations included; more are refused, so that nobody stays in login by talking. */
    static final int REQUESTS_MAX = 512;

    static LoginSequence begin(LoginInput input) {
        return new LoginSequence(
                new LoginInput(
                        input.csg(),
                        input.nsg(),
                        input.transit(),
                        input.cont(),
                        input.versionMax(),
                        input.versionMin(),
                        input.isid(),
                        input.tsih(),
                        input.cid(),
                        input.initiatorTaskTag(),
                        input.cmdSn(),
                        TextBytes.EMPTY.buffer()),
                1);
    }

    LoginSequence advanced() {
        return new LoginSequence(first, requests + 1);
    }

    /** Why {@code input} cannot be the next request of this login; empty when it can. */
    Optional<String> violation(LoginInput input) {
        if (requests >= REQUESTS_MAX) {
            return Optional.of("more than " + REQUESTS_MAX + " requests in one login");
        }
        if (input.versionMin() != first.versionMin() || input.versionMax() != first.versionMax()) {
            return Optional.of("version changed during login"); // 11.12.4
        }
        if (input.isid() != first.isid() || input.tsih() != first.tsih()) {
            return Optional.of("ISID or TSIH changed during login"); // 11.12.5, 11.12.6
        }
        if (input.cid() != first.cid()) {
            return Optional.of("CID changed during login"); // 11.12.7
        }
        if (input.initiatorTaskTag() != first.initiatorTaskTag()) {
            return Optional.of("Initiator Task Tag changed during login");
        }
        if (input.cmdSn() != first.cmdSn()) {
            return Optional.of("CmdSN changed during login"); // 11.12.8
        }
        return Optional.empty();
    }
}
