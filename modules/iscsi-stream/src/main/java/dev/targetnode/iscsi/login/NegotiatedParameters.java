package dev.targetnode.iscsi.login;

/**
 * What holds on a connection after login (RFC 7143 13). Lengths are bytes.
 *
 * @param identity who is connected to what
 * @param headerDigest whether headers carry CRC32C
 * @param dataDigest whether data segments carry CRC32C
 * @param initiatorMaxRecvDataSegmentLength longest data segment to send: the initiator's limit, and ours for sending
 * @param targetMaxRecvDataSegmentLength longest data segment to accept: what the target declared
 * @param maxBurstLength longest sequence of Data-In, or of Data-Out for one R2T
 * @param firstBurstLength most unsolicited data, immediate data included; never above {@code maxBurstLength}
 * @param initialR2t whether unsolicited Data-Out PDUs are forbidden
 * @param immediateData whether data may come in the command PDU
 * @param maxOutstandingR2t R2Ts of one task at a time, 1 to 65,535
 * @param errorRecoveryLevel 0
 * @param maxConnections 1
 * @param defaultTime2Wait seconds, 0 to 3600
 * @param defaultTime2Retain seconds, 0 to 3600
 * @param dataPduInOrder whether PDUs of a sequence come in order of offset
 * @param dataSequenceInOrder whether sequences come in order of offset
 * @param protocolLevel iSCSIProtocolLevel, 0 to 31
 * @param taskReporting TaskReporting: RFC3720, ResponseFence or FastAbort
 */
public record NegotiatedParameters(
        LoginIdentity identity,
        boolean headerDigest,
        boolean dataDigest,
        int initiatorMaxRecvDataSegmentLength,
        int targetMaxRecvDataSegmentLength,
        int maxBurstLength,
        int firstBurstLength,
        boolean initialR2t,
        boolean immediateData,
        int maxOutstandingR2t,
        int errorRecoveryLevel,
        int maxConnections,
        int defaultTime2Wait,
        int defaultTime2Retain,
        boolean dataPduInOrder,
        boolean dataSequenceInOrder,
        int protocolLevel,
        String taskReporting) {

    /**
     * The parameters that a negotiation came to.
     *
     * @param targetMaxRecvDataSegmentLength what the target has declared; the RFC's default when it has declared nothing, as
     *     after a login that never entered the operational stage
     */
    public static NegotiatedParameters of(
            LoginIdentity identity, Negotiation state, TargetKeyValues own, int targetMaxRecvDataSegmentLength) {
        int maxBurst = state.number(TextKey.MAX_BURST_LENGTH);
        return new NegotiatedParameters(
                identity,
                isCrc32c(state, TextKey.HEADER_DIGEST),
                isCrc32c(state, TextKey.DATA_DIGEST),
                Math.min(state.number(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH), own.maxXmitDataSegmentLength()),
                targetMaxRecvDataSegmentLength,
                maxBurst,
                // 13.14: the default of one key may exceed the negotiated value of the other.
                Math.min(state.number(TextKey.FIRST_BURST_LENGTH), maxBurst),
                state.flag(TextKey.INITIAL_R2T),
                state.flag(TextKey.IMMEDIATE_DATA),
                state.number(TextKey.MAX_OUTSTANDING_R2T),
                state.number(TextKey.ERROR_RECOVERY_LEVEL),
                state.number(TextKey.MAX_CONNECTIONS),
                state.number(TextKey.DEFAULT_TIME_2_WAIT),
                state.number(TextKey.DEFAULT_TIME_2_RETAIN),
                state.flag(TextKey.DATA_PDU_IN_ORDER),
                state.flag(TextKey.DATA_SEQUENCE_IN_ORDER),
                state.number(TextKey.ISCSI_PROTOCOL_LEVEL),
                state.text(TextKey.TASK_REPORTING));
    }

    /**
     * After the initiator has declared another MaxRecvDataSegmentLength in the full feature phase (13.12).
     *
     * @param state the negotiation after that exchange
     */
    public NegotiatedParameters redeclared(Negotiation state, TargetKeyValues own) {
        return of(identity, state, own, targetMaxRecvDataSegmentLength);
    }

    /** Whether this is a discovery session. */
    public boolean discovery() {
        return identity.discovery();
    }

    private static boolean isCrc32c(Negotiation state, TextKey key) {
        return state.text(key).equals(Digest.CRC32C.value());
    }
}
