package dev.targetnode.iscsi.stream;

import dev.targetnode.iscsi.pdu.FrameLimits;

/**
 * How a connection's bytes are framed: one set from its first byte, another from the start of its full feature phase.
 *
 * @param headerDigest HeaderDigest=CRC32C is in force
 * @param dataDigest DataDigest=CRC32C is in force
 * @param limits what a header may announce
 */
public record FramingSettings(boolean headerDigest, boolean dataDigest, FrameLimits limits) {
    /** The login phase has no digests (RFC 7143 13.1) and short data segments (13.12). */
    public static final FramingSettings LOGIN = new FramingSettings(false, false, FrameLimits.LOGIN);
}
