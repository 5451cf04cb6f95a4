package dev.targetnode.iscsi.login;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A target's settings about its sessions: SCST's names, ranges and defaults, and what the digests may be. */
public enum TargetAttribute {
    /** Whether the target insists on R2T before any data; Yes or No. */
    INITIAL_R2T("InitialR2T", Form.FLAG, "No"),
    /** Whether data may come in the command PDU; Yes or No. */
    IMMEDIATE_DATA("ImmediateData", Form.FLAG, "Yes"),
    /** Longest data segment the target takes, bytes. */
    MAX_RECV_DATA_SEGMENT_LENGTH("MaxRecvDataSegmentLength", 512, 1_048_576, "1048576"),
    /** Longest data segment the target sends, bytes; the initiator's own limit holds too. */
    MAX_XMIT_DATA_SEGMENT_LENGTH("MaxXmitDataSegmentLength", 512, 1_048_576, "1048576"),
    /** Longest burst, bytes. */
    MAX_BURST_LENGTH("MaxBurstLength", 512, 1_048_576, "1048576"),
    /** Longest unsolicited burst, bytes; at most MaxBurstLength. */
    FIRST_BURST_LENGTH("FirstBurstLength", 512, 1_048_576, "65536"),
    /** R2Ts of one task at a time. */
    MAX_OUTSTANDING_R2T("MaxOutstandingR2T", 1, 65_535, "32"),
    /** Header digests allowed. The initiator's order decides which of them is used (RFC 7143 6.2.1). */
    HEADER_DIGEST("HeaderDigest", Form.DIGESTS, "CRC32C,None"),
    /** Data digests allowed, likewise. */
    DATA_DIGEST("DataDigest", Form.DIGESTS, "CRC32C,None"),
    /** Commands a session may have outstanding. */
    QUEUED_COMMANDS("QueuedCommands", 1, 2048, "32"),
    /** Seconds of silence after which the target sends a NOP-In; 0 is never. */
    NOP_IN_INTERVAL("NopInInterval", 0, 65_535, "30"),
    /** Seconds to wait for the answer to a NOP-In. */
    NOP_IN_TIMEOUT("NopInTimeout", 2, 65_535, "30"),
    /** Seconds to wait for data that an R2T asked for. */
    RSP_TIMEOUT("RspTimeout", 2, 65_535, "90"),
    /** Sessions of the target; 0 is no limit. */
    MAX_SESSIONS("MaxSessions", 0, 65_535, "0");

    /** The form of a value. */
    private enum Form {
        NUMBER,
        FLAG,
        DIGESTS
    }

    private static final Map<String, TargetAttribute> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(TargetAttribute::attributeName, a -> a));
    private static final Set<String> DIGEST_NAMES =
            Arrays.stream(Digest.values()).map(Digest::value).collect(Collectors.toUnmodifiableSet());

    private final String attributeName;
    private final Form form;
    private final long min;
    private final long max;
    private final String defaultValue;

    TargetAttribute(String attributeName, Form form, String defaultValue) {
        this(attributeName, form, 0, 0, defaultValue);
    }

    TargetAttribute(String attributeName, long min, long max, String defaultValue) {
        this(attributeName, Form.NUMBER, min, max, defaultValue);
    }

    TargetAttribute(String attributeName, Form form, long min, long max, String defaultValue) {
        this.attributeName = attributeName;
        this.form = form;
        this.min = min;
        this.max = max;
        this.defaultValue = defaultValue;
    }

    /** The attribute of that name, spelled as SCST spells it. */
    public static Optional<TargetAttribute> of(String attributeName) {
        return Optional.ofNullable(BY_NAME.get(attributeName));
    }

    /** SCST's spelling. */
    public String attributeName() {
        return attributeName;
    }

    /** The value when nothing is configured. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What is wrong with {@code value}, in words for an operator that name the attribute; empty when it is legal. */
    public Optional<String> problem(String value) {
        return switch (form) {
            case FLAG -> problemUnless(value.equals("Yes") || value.equals("No"), value, "Yes or No");
            case NUMBER ->
                problemUnless(
                        NumberText.parse(value).stream().anyMatch(n -> n >= min && n <= max),
                        value,
                        "a number from " + min + " to " + max);
            case DIGESTS -> {
                List<String> names = List.of(value.split(",", -1));
                yield problemUnless(
                        DIGEST_NAMES.containsAll(names) && Set.copyOf(names).size() == names.size(),
                        value,
                        "a comma-separated list of None and CRC32C");
            }
        };
    }

    /** A legal value in the one form it is kept in: numbers in decimal. */
    String canonical(String value) {
        return form == Form.NUMBER ? Long.toString(NumberText.parse(value).orElseThrow()) : value;
    }

    private Optional<String> problemUnless(boolean legal, String value, String expected) {
        return legal
                ? Optional.empty()
                : Optional.of(attributeName + " must be " + expected + ", not \"" + value + "\"");
    }
}
