package dev.targetnode.mgmt.config;

/**
 * One thing wrong with a configuration.
 *
 * @param path the full path of the key, such as {@code target-node.devices.disk1.handler}
 * @param reason a sentence without the path, such as "must be from 1 to 2048, not 0"
 * @param origin where it was written, as {@code file:line}, or {@code -Dkey} for a system property
 */
public record Problem(String path, String reason, String origin) {

    /** All of it on one line. */
    @Override
    public String toString() {
        return origin + ": " + path + ": " + reason;
    }
}
