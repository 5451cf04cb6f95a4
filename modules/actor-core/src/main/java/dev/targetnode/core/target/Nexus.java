package dev.targetnode.core.target;

import dev.targetnode.core.scsi.reservation.ItNexus;
import dev.targetnode.core.scsi.reservation.TargetPort;
import dev.targetnode.core.scsi.reservation.TransportId;

/**
 * An I_T nexus: one initiator port at one target port (SAM-5 4.6; for iSCSI RFC 7143 4.4.1.2, an initiator port is the
 * name with the ISID, a target port the name with the portal group tag).
 *
 * @param initiatorName the initiator's iSCSI name, folded
 * @param isid the initiator session identifier, 48 bits
 * @param targetName the target's iSCSI name
 * @param portalGroupTag the target portal group tag, 1 to 65535
 */
public record Nexus(String initiatorName, long isid, String targetName, int portalGroupTag) {
    /** The same nexus as reservations know it. */
    ItNexus forReservations() {
        return new ItNexus(new TransportId(initiatorName, isid), new TargetPort(targetName, portalGroupTag));
    }

    @Override
    public String toString() {
        return "%s,i,0x%012x -> %s,t,0x%04x".formatted(initiatorName, isid, targetName, portalGroupTag);
    }
}
