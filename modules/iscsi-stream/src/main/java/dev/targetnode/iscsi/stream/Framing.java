package dev.targetnode.iscsi.stream;

/**
 * The framing in force on a connection, each way. The actor changes it before it sends the last Login Response; the
 * encoder follows right after that response, the reader with the next header. Confined to the connection's loop.
 */
public final class Framing {
    private FramingSettings inbound = FramingSettings.LOGIN;
    private FramingSettings outbound = FramingSettings.LOGIN;
    private FramingSettings pending = FramingSettings.LOGIN;

    /** Full feature phase: received PDUs from now on, sent PDUs from after the final Login Response. */
    public void enterFullFeature(FramingSettings settings) {
        inbound = settings;
        pending = settings;
    }

    FramingSettings inbound() {
        return inbound;
    }

    FramingSettings outbound() {
        return outbound;
    }

    void finalLoginResponseEncoded() {
        outbound = pending;
    }
}
