package dev.targetnode.core.scsi.reservation;

/**
 * The registration of one nexus.
 *
 * @param relativeTargetPortId RELATIVE TARGET PORT IDENTIFIER of its target port when it was made, 1 to 65,535
 * @param key the reservation key, not 0
 */
public record Registration(int relativeTargetPortId, long key) {}
