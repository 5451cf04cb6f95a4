package dev.targetnode.iscsi.login;

import java.util.Optional;

/**
 * Who logs in to what, as the first request says.
 *
 * @param initiatorName folded
 * @param initiatorAlias InitiatorAlias, if sent in the first request; for people to read
 * @param targetName folded; empty in a discovery session that names none
 * @param discovery whether SessionType is Discovery
 * @param isid 48 bits
 * @param tsih 0 for a new session
 * @param cid connection identifier, 16 bits
 * @param cmdSn CmdSN of the login; the first of the session when {@code tsih} is 0 (RFC 7143 11.12.8)
 */
public record LoginIdentity(
        IscsiName initiatorName,
        Optional<String> initiatorAlias,
        Optional<IscsiName> targetName,
        boolean discovery,
        long isid,
        int tsih,
        int cid,
        int cmdSn) {}
