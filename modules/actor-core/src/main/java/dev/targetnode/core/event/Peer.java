package dev.targetnode.core.event;

/**
 * Whom an event concerns: one session, as far as it is known.
 *
 * @param initiator the initiator's iSCSI name, {@code -} where it has not told one
 * @param address its address and port
 * @param host its address alone, by which its events are counted
 * @param target the target's iSCSI name, {@code -} in a discovery session
 * @param tsih the session's handle, 0 where there is no session yet
 */
public record Peer(String initiator, String address, String host, String target, int tsih) {
    /** Nobody in particular. */
    public static final Peer NONE = new Peer("-", "-", "-", "-", 0);

    /** An address without its port. */
    public static String hostOf(String address) {
        int colon = address.lastIndexOf(':');
        return colon < 0 ? address : address.substring(0, colon);
    }

    /** The line with what is known of this peer. */
    public LogLine on(LogLine line) {
        return line.with("initiator", initiator)
                .with("address", address)
                .with("target", target)
                .with("tsih", tsih);
    }
}
