package dev.targetnode.iscsi.login;

import static dev.targetnode.iscsi.login.TextKey.Irrelevance.DISCOVERY;
import static dev.targetnode.iscsi.login.TextKey.Irrelevance.NEVER;
import static dev.targetnode.iscsi.login.TextKey.Irrelevance.NO_RDMA;
import static dev.targetnode.iscsi.login.TextKey.Irrelevance.NO_UNSOLICITED_DATA;
import static dev.targetnode.iscsi.login.TextKey.Sender.BOTH;
import static dev.targetnode.iscsi.login.TextKey.Sender.INITIATOR;
import static dev.targetnode.iscsi.login.TextKey.Sender.TARGET;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every text key this target knows, in one table: RFC 7143 chapters 12 and 13, with the retired ones (13.25) and those of
 * RFC 7145. A key that is not here is answered NotUnderstood. What happens to a key follows from its row alone.
 */
public enum TextKey {
    // Security, chapter 12.
    AUTH_METHOD("AuthMethod", Rule.SECURITY, Values.list("None"), Use.SECURITY, BOTH, NEVER), // 12.1
    CHAP_A("CHAP_A", Rule.SECURITY, Values.list(""), Use.SECURITY, BOTH, NEVER), // 12.1.3
    CHAP_I("CHAP_I", Rule.SECURITY, Values.text(""), Use.SECURITY, BOTH, NEVER),
    CHAP_C("CHAP_C", Rule.SECURITY, Values.large(), Use.SECURITY, BOTH, NEVER),
    CHAP_N("CHAP_N", Rule.SECURITY, Values.text(""), Use.SECURITY, BOTH, NEVER),
    CHAP_R("CHAP_R", Rule.SECURITY, Values.large(), Use.SECURITY, BOTH, NEVER),

    // Who and what, chapter 13.
    SEND_TARGETS("SendTargets", Rule.REQUEST, Values.text(""), Use.FULL_FEATURE, INITIATOR, NEVER), // 13.3
    TARGET_NAME("TargetName", Rule.IDENTITY, Values.text(""), Use.INITIAL, INITIATOR, NEVER), // 13.4
    INITIATOR_NAME("InitiatorName", Rule.IDENTITY, Values.text(""), Use.INITIAL, INITIATOR, NEVER), // 13.5
    TARGET_ALIAS("TargetAlias", Rule.DECLARED_TEXT, Values.text(""), Use.ALL, TARGET, NEVER), // 13.6
    INITIATOR_ALIAS("InitiatorAlias", Rule.IDENTITY, Values.text(""), Use.ALL, INITIATOR, NEVER), // 13.7
    TARGET_ADDRESS("TargetAddress", Rule.DECLARED_TEXT, Values.text(""), Use.ALL, TARGET, NEVER), // 13.8
    TARGET_PORTAL_GROUP_TAG(
            "TargetPortalGroupTag", Rule.DECLARED_TEXT, Values.text(""), Use.INITIAL, TARGET, NEVER), // 13.9
    SESSION_TYPE("SessionType", Rule.IDENTITY, Values.text("Normal"), Use.INITIAL, INITIATOR, NEVER), // 13.21

    // Operational, chapter 13.
    HEADER_DIGEST("HeaderDigest", Rule.LIST, Values.list("None"), Use.INITIAL_OPERATIONAL, BOTH, NEVER), // 13.1
    DATA_DIGEST("DataDigest", Rule.LIST, Values.list("None"), Use.INITIAL_OPERATIONAL, BOTH, NEVER), // 13.1
    MAX_CONNECTIONS("MaxConnections", Rule.MIN, Values.range(1, 65_535, 1), Use.LEADING, BOTH, DISCOVERY), // 13.2
    INITIAL_R2T("InitialR2T", Rule.OR, Values.flag(true), Use.LEADING, BOTH, DISCOVERY), // 13.10
    IMMEDIATE_DATA("ImmediateData", Rule.AND, Values.flag(true), Use.LEADING, BOTH, DISCOVERY), // 13.11
    MAX_RECV_DATA_SEGMENT_LENGTH(
            "MaxRecvDataSegmentLength",
            Rule.DECLARED_NUMBER,
            Values.range(512, 0xFF_FFFF, 8192),
            Use.OPERATIONAL_AND_LATER,
            BOTH,
            NEVER), // 13.12
    MAX_BURST_LENGTH(
            "MaxBurstLength", Rule.MIN, Values.range(512, 0xFF_FFFF, 262_144), Use.LEADING, BOTH, DISCOVERY), // 13.13
    FIRST_BURST_LENGTH(
            "FirstBurstLength",
            Rule.MIN,
            Values.range(512, 0xFF_FFFF, 65_536),
            Use.LEADING,
            BOTH,
            NO_UNSOLICITED_DATA), // 13.14
    DEFAULT_TIME_2_WAIT("DefaultTime2Wait", Rule.MAX, Values.range(0, 3600, 2), Use.LEADING, BOTH, NEVER), // 13.15
    DEFAULT_TIME_2_RETAIN("DefaultTime2Retain", Rule.MIN, Values.range(0, 3600, 20), Use.LEADING, BOTH, NEVER), // 13.16
    MAX_OUTSTANDING_R2T(
            "MaxOutstandingR2T", Rule.MIN, Values.range(1, 65_535, 1), Use.LEADING, BOTH, DISCOVERY), // 13.17
    DATA_PDU_IN_ORDER("DataPDUInOrder", Rule.OR, Values.flag(true), Use.LEADING, BOTH, DISCOVERY), // 13.18
    DATA_SEQUENCE_IN_ORDER("DataSequenceInOrder", Rule.OR, Values.flag(true), Use.LEADING, BOTH, DISCOVERY), // 13.19
    ERROR_RECOVERY_LEVEL("ErrorRecoveryLevel", Rule.MIN, Values.range(0, 2, 0), Use.LEADING, BOTH, NEVER), // 13.20
    TASK_REPORTING("TaskReporting", Rule.LIST, Values.list("RFC3720"), Use.LEADING, BOTH, DISCOVERY), // 13.23
    ISCSI_PROTOCOL_LEVEL("iSCSIProtocolLevel", Rule.MIN, Values.range(0, 31, 1), Use.LEADING, BOTH, DISCOVERY), // 13.24

    // Retired, 13.25: never NotUnderstood. For the two markers Reject is the SHOULD and No the MAY; No is what an
    // initiator of RFC 3720 takes for a completed negotiation, where Reject may make it give up.
    OF_MARKER("OFMarker", Rule.RETIRED_NO, Values.flag(false), Use.OPERATIONAL, BOTH, NEVER),
    IF_MARKER("IFMarker", Rule.RETIRED_NO, Values.flag(false), Use.OPERATIONAL, BOTH, NEVER),
    OF_MARK_INT("OFMarkInt", Rule.RETIRED_REJECT, Values.text(""), Use.OPERATIONAL, BOTH, NEVER),
    IF_MARK_INT("IFMarkInt", Rule.RETIRED_REJECT, Values.text(""), Use.OPERATIONAL, BOTH, NEVER),

    // iSER, RFC 7145 6: this target has no RDMA, so RDMAExtensions ends as No and the rest depends on it.
    RDMA_EXTENSIONS("RDMAExtensions", Rule.AND, Values.flag(false), Use.LEADING, BOTH, NEVER), // RFC 7145 6.3
    TARGET_RECV_DATA_SEGMENT_LENGTH(
            "TargetRecvDataSegmentLength",
            Rule.MIN,
            Values.range(512, 0xFF_FFFF, 8192),
            Use.OPERATIONAL,
            BOTH,
            NO_RDMA),
    INITIATOR_RECV_DATA_SEGMENT_LENGTH(
            "InitiatorRecvDataSegmentLength",
            Rule.MIN,
            Values.range(512, 0xFF_FFFF, 8192),
            Use.OPERATIONAL,
            BOTH,
            NO_RDMA),
    MAX_OUTSTANDING_UNEXPECTED_PDUS(
            "MaxOutstandingUnexpectedPDUs", Rule.DECLARED_NUMBER, Values.anyNumber(), Use.OPERATIONAL, BOTH, NO_RDMA),
    MAX_AHS_LENGTH("MaxAHSLength", Rule.DECLARED_NUMBER, Values.anyNumber(), Use.OPERATIONAL, BOTH, NO_RDMA),
    TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY(
            "TaggedBufferForSolicitedDataOnly", Rule.DECLARED_TEXT, Values.text(""), Use.OPERATIONAL, BOTH, NO_RDMA),
    ISER_HELLO_REQUIRED("iSERHelloRequired", Rule.DECLARED_TEXT, Values.text(""), Use.OPERATIONAL, BOTH, NO_RDMA);

    /** How the result of a key comes about (RFC 7143 6.2). */
    public enum Rule {
        /** Numbers; the smaller one holds. */
        MIN,
        /** Numbers; the larger one holds. */
        MAX,
        /** Yes when both say Yes. */
        AND,
        /** Yes when one says Yes. */
        OR,
        /** The first of the offered values that the answering side supports (6.2.1). */
        LIST,
        /** A number that one side states about itself; no answer. */
        DECLARED_NUMBER,
        /** A text that one side states about itself; no answer. */
        DECLARED_TEXT,
        /** A text of the first request, which may be said again later if it stays the same. */
        IDENTITY,
        /** A question that the caller answers. */
        REQUEST,
        /** Part of authentication; not the negotiator's. */
        SECURITY,
        /** Retired, answered No. */
        RETIRED_NO,
        /** Retired, answered Reject without harm to the rest. */
        RETIRED_REJECT
    }

    /** When a key may be used (the "Use" of RFC 7143 13: IO, LO, ALL, FFPO), by stage as chapter 12 restricts it. */
    public enum Use {
        /** In the security stage. */
        SECURITY(false, true, false, false),
        /** In either stage of the login of any connection. */
        INITIAL(false, true, true, false),
        /** In the operational stage of any connection. */
        INITIAL_OPERATIONAL(false, false, true, false),
        /** In the operational stage of a session's first connection. */
        LEADING(true, false, true, false),
        /** In the operational stage. */
        OPERATIONAL(false, false, true, false),
        /** In the operational stage and in the full feature phase. */
        OPERATIONAL_AND_LATER(false, false, true, true),
        /** Always. */
        ALL(false, true, true, true),
        /** In the full feature phase. */
        FULL_FEATURE(false, false, false, true);

        private final boolean leadingOnly;
        private final boolean security;
        private final boolean operational;
        private final boolean fullFeature;

        Use(boolean leadingOnly, boolean security, boolean operational, boolean fullFeature) {
            this.leadingOnly = leadingOnly;
            this.security = security;
            this.operational = operational;
            this.fullFeature = fullFeature;
        }

        boolean allows(NegotiationPhase phase, boolean leading) {
            boolean now = switch (phase) {
                case SECURITY -> security;
                case OPERATIONAL -> operational;
                case FULL_FEATURE -> fullFeature;
            };
            return now && (leading || !leadingOnly);
        }
    }

    /** Who may send a key. */
    public enum Sender {
        /** Only the initiator. */
        INITIATOR,
        /** Only the target. */
        TARGET,
        /** Either side. */
        BOTH
    }

    /** When a key means nothing and is answered Irrelevant ("Irrelevant when" of RFC 7143 13). */
    public enum Irrelevance {
        /** It always means something. */
        NEVER,
        /** In a discovery session. */
        DISCOVERY,
        /** In a discovery session, and with InitialR2T=Yes and ImmediateData=No (13.14). */
        NO_UNSOLICITED_DATA,
        /** Without RDMAExtensions=Yes (RFC 7145 6), which is always. */
        NO_RDMA
    }

    /**
     * What values a key takes.
     *
     * @param min smallest number, where the rule is about numbers
     * @param max largest number, where the rule is about numbers
     * @param rfcDefault what holds when the key is not exchanged; empty where the RFC has no default
     * @param bytesMax longest value in bytes
     */
    record Values(long min, long max, String rfcDefault, int bytesMax) {
        private static final long NUMBER_MAX = 0xFFFF_FFFFL;

        static Values range(long min, long max, long rfcDefault) {
            return new Values(min, max, Long.toString(rfcDefault), KeyValueText.VALUE_BYTES_MAX);
        }

        static Values anyNumber() {
            return new Values(0, NUMBER_MAX, "", KeyValueText.VALUE_BYTES_MAX);
        }

        static Values flag(boolean rfcDefault) {
            return new Values(0, 0, rfcDefault ? "Yes" : "No", KeyValueText.VALUE_BYTES_MAX);
        }

        static Values text(String rfcDefault) {
            return new Values(0, 0, rfcDefault, KeyValueText.VALUE_BYTES_MAX);
        }

        /** The limit of 255 bytes holds for each value of a list, not for the list (6.1). */
        static Values list(String rfcDefault) {
            return new Values(0, 0, rfcDefault, KeyValueText.LARGE_VALUE_BYTES_MAX);
        }

        static Values large() {
            return new Values(0, 0, "", KeyValueText.LARGE_VALUE_BYTES_MAX);
        }
    }

    private static final Map<String, TextKey> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(TextKey::keyName, key -> key));

    private final String keyName;
    private final Rule rule;
    private final long min;
    private final long max;
    private final String rfcDefault;
    private final int valueBytesMax;
    private final Use use;
    private final Sender sender;
    private final Irrelevance irrelevance;

    TextKey(String keyName, Rule rule, Values values, Use use, Sender sender, Irrelevance irrelevance) {
        this.keyName = keyName;
        this.rule = rule;
        this.min = values.min();
        this.max = values.max();
        this.rfcDefault = values.rfcDefault();
        this.valueBytesMax = values.bytesMax();
        this.use = use;
        this.sender = sender;
        this.irrelevance = irrelevance;
    }

    /** The key of that name; names are case-sensitive (RFC 7143 6.1). */
    public static Optional<TextKey> of(String keyName) {
        return Optional.ofNullable(BY_NAME.get(keyName));
    }

    /** The name as it stands in the text. */
    public String keyName() {
        return keyName;
    }

    /** How its result comes about. */
    public Rule rule() {
        return rule;
    }

    /** When it may be used. */
    public Use use() {
        return use;
    }

    /** Who may send it. */
    public Sender sender() {
        return sender;
    }

    /** When it means nothing. */
    public Irrelevance irrelevance() {
        return irrelevance;
    }

    /** Smallest legal number. */
    public long min() {
        return min;
    }

    /** Largest legal number. */
    public long max() {
        return max;
    }

    /** What holds when the key is not exchanged. */
    public String rfcDefault() {
        return rfcDefault;
    }

    /** Longest legal value, in bytes of UTF-8. */
    public int valueBytesMax() {
        return valueBytesMax;
    }
}
