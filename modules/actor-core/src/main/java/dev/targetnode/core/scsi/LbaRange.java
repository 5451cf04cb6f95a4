package dev.targetnode.core.scsi;

/**
 * Blocks of a disk, checked to exist.
 *
 * @param lba the first
 * @param blocks how many, at least 1
 */
public record LbaRange(long lba, long blocks) {}
