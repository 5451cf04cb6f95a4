package dev.targetnode.core.scsi.reservation;

/**
 * A target port by the name that does not change with the configuration around it (RFC 7143 4.4.3).
 *
 * @param targetName the target's iSCSI name, folded
 * @param portalGroupTag the target portal group tag, 1 to 65,535
 */
public record TargetPort(String targetName, int portalGroupTag) {}
