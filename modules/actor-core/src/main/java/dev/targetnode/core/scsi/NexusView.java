package dev.targetnode.core.scsi;

import java.util.List;

/**
 * What one I_T nexus sees beside the device itself.
 *
 * @param targetDeviceName the target's iSCSI name
 * @param portalGroupTag the target portal group tag, which with the name is the target port's name (RFC 7143 4.4.3)
 * @param relativeTargetPortId RELATIVE TARGET PORT IDENTIFIER, 1 to 65,535
 * @param targetPortGroup TARGET PORT GROUP, 1 to 65,535; 0 where ALUA is not configured
 * @param luns the logical units this nexus may reach, encoded as they go on the wire, in ascending order of number
 */
public record NexusView(
        String targetDeviceName, int portalGroupTag, int relativeTargetPortId, int targetPortGroup, List<Long> luns) {
    public NexusView {
        luns = List.copyOf(luns);
    }

    /** The SCSI port name: name, {@code t} and the tag in hexadecimal (RFC 7143 4.4.3). */
    public String targetPortName() {
        return targetDeviceName + ",t," + String.format("0x%04x", portalGroupTag);
    }
}
