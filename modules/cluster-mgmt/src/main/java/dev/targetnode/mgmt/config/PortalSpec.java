package dev.targetnode.mgmt.config;

/**
 * An address on which the node listens.
 *
 * @param host a host name or a numeric address; an IPv6 address stands here without its brackets
 * @param port TCP port, 0 to 65535; 0 lets the system choose a free one
 */
public record PortalSpec(String host, int port) {

    /** {@code host:port}, with an IPv6 address in brackets, as SendTargets and people write it. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
