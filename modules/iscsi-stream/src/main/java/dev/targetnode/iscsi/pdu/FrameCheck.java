package dev.targetnode.iscsi.pdu;

/** What {@link FrameHeader#check} makes of a BHS: its lengths, or that they pass our limits. */
public sealed interface FrameCheck permits FrameHeader, FrameTooLong {}
