package dev.targetnode.iscsi.pdu;

/** What {@link PduDecoder} makes of a frame: the {@link Pdu} itself, or why it is {@link Malformed}. */
public sealed interface DecodeResult permits Pdu, Malformed {}
