package dev.targetnode.mgmt.config;

/**
 * One logical unit of a target.
 *
 * @param device the name of a configured device
 * @param readOnly true where initiators may not write through this LUN, whatever the device allows
 */
public record LunSpec(String device, boolean readOnly) {}
