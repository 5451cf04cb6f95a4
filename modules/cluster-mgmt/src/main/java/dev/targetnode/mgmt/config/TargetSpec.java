package dev.targetnode.mgmt.config;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One iSCSI target node.
 *
 * @param name its iSCSI name (RFC 7143 4.2.7)
 * @param enabled false where logins are refused
 * @param alias TargetAlias sent at login; empty sends none
 * @param relTgtId relative target port identifier, 1 to 65535, or 0 to have the node choose a free one; see
 *     {@link NodeConfiguration#relativeTargetIds()}
 * @param addressMethod LUN format in REPORT LUNS
 * @param maxSessions sessions at once, 1 to 65535, or 0 for no limit; a login beyond is answered with status 0302
 * @param queuedCommands commands that one session may have queued, 1 to 2048
 * @param nopInInterval how often an idle connection is probed; zero never probes
 * @param nopInTimeout how long a probe may stay unanswered before the connection is dropped
 * @param rspTimeout how long the initiator may take over data that we asked for before the connection is dropped
 * @param keys operational negotiation
 * @param chap who may log in
 * @param luns logical units by LUN, 0 to 16383, in ascending order
 */
public record TargetSpec(
        String name,
        boolean enabled,
        String alias,
        int relTgtId,
        AddressMethod addressMethod,
        int maxSessions,
        int queuedCommands,
        Duration nopInInterval,
        Duration nopInTimeout,
        Duration rspTimeout,
        SessionKeys keys,
        ChapSpec chap,
        SortedMap<Integer, LunSpec> luns) {

    public TargetSpec {
        luns = Collections.unmodifiableSortedMap(new TreeMap<>(luns));
    }
}
