package dev.targetnode.core.backstore;

import com.typesafe.config.Config;

/**
 * A device as the configuration names it.
 *
 * @param name the device's name, up to 64 characters
 * @param handler the name of the handler that opens it, such as {@code vdisk_fileio}
 * @param attributes the handler's and the device's attributes by SCST's names, resolved
 */
public record DeviceSpec(String name, String handler, Config attributes) {}
