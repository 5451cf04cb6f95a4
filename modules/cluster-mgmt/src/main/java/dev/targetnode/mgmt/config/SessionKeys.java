package dev.targetnode.mgmt.config;

import java.util.List;

/**
 * What a target offers in operational negotiation. A change concerns new logins only.
 *
 * @param initialR2t InitialR2T (RFC 7143 13.10)
 * @param immediateData ImmediateData (13.11)
 * @param maxRecvDataSegmentBytes MaxRecvDataSegmentLength declared by us (13.12), 512 to 1048576
 * @param maxXmitDataSegmentBytes upper bound for what we send in one PDU, whatever the initiator declares, 512 to 1048576
 * @param maxBurstBytes MaxBurstLength (13.13), 512 to 1048576
 * @param firstBurstBytes FirstBurstLength (13.14), 512 to {@code maxBurstBytes}
 * @param maxOutstandingR2t MaxOutstandingR2T (13.17), 1 to 65535
 * @param headerDigest HeaderDigest values we accept (13.1), preferred first, not empty
 * @param dataDigest DataDigest values we accept (13.1), preferred first, not empty
 */
public record SessionKeys(
        boolean initialR2t,
        boolean immediateData,
        int maxRecvDataSegmentBytes,
        int maxXmitDataSegmentBytes,
        int maxBurstBytes,
        int firstBurstBytes,
        int maxOutstandingR2t,
        List<DigestMethod> headerDigest,
        List<DigestMethod> dataDigest) {

    public SessionKeys {
        headerDigest = List.copyOf(headerDigest);
        dataDigest = List.copyOf(dataDigest);
    }
}
