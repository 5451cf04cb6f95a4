package dev.targetnode.iscsi.pdu;

/**
 * A BHS that announces more than we accept. Nothing of it was allocated; the stream cannot be followed any further
 * without reading what it announces, so the connection is closed.
 *
 * @param why for the log: what was announced and what the limit is
 */
public record FrameTooLong(String why) implements FrameCheck {}
