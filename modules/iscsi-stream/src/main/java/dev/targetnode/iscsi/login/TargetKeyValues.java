package dev.targetnode.iscsi.login;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A target's own values, complete and legal. Live changes make a new one; sessions keep what they negotiated.
 *
 * @param attributes every attribute with its value; {@link #of} checks values from outside
 */
public record TargetKeyValues(Map<TargetAttribute, String> attributes) {
    /** SCST's defaults, with CRC32C allowed beside None. */
    public static final TargetKeyValues DEFAULTS = new TargetKeyValues(Map.of());

    /** Where this target's side of a key comes from a setting. */
    private static final Map<TextKey, TargetAttribute> CONFIGURED = Map.of(
            TextKey.HEADER_DIGEST, TargetAttribute.HEADER_DIGEST,
            TextKey.DATA_DIGEST, TargetAttribute.DATA_DIGEST,
            TextKey.INITIAL_R2T, TargetAttribute.INITIAL_R2T,
            TextKey.IMMEDIATE_DATA, TargetAttribute.IMMEDIATE_DATA,
            TextKey.MAX_RECV_DATA_SEGMENT_LENGTH, TargetAttribute.MAX_RECV_DATA_SEGMENT_LENGTH,
            TextKey.MAX_BURST_LENGTH, TargetAttribute.MAX_BURST_LENGTH,
            TextKey.FIRST_BURST_LENGTH, TargetAttribute.FIRST_BURST_LENGTH,
            TextKey.MAX_OUTSTANDING_R2T, TargetAttribute.MAX_OUTSTANDING_R2T);

    /** Where it is fixed by what this target can do: one connection, recovery level 0, data in order. */
    private static final Map<TextKey, String> FIXED = Map.of(
            TextKey.MAX_CONNECTIONS, "1",
            TextKey.DEFAULT_TIME_2_WAIT, "0",
            TextKey.DEFAULT_TIME_2_RETAIN, "0",
            TextKey.DATA_PDU_IN_ORDER, "Yes",
            TextKey.DATA_SEQUENCE_IN_ORDER, "Yes",
            TextKey.ERROR_RECOVERY_LEVEL, "0",
            TextKey.TASK_REPORTING, "RFC3720",
            TextKey.ISCSI_PROTOCOL_LEVEL, "1",
            TextKey.RDMA_EXTENSIONS, "No");

    /** Fills in the defaults. An illegal value is our own mistake here, since {@link #of} has refused it before. */
    public TargetKeyValues {
        EnumMap<TargetAttribute, String> complete = new EnumMap<>(TargetAttribute.class);
        for (TargetAttribute attribute : TargetAttribute.values()) {
            complete.put(attribute, attributes.getOrDefault(attribute, attribute.defaultValue()));
        }
        List<String> problems = problems(complete);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        complete.replaceAll(TargetAttribute::canonical);
        attributes = Map.copyOf(complete);
    }

    /** What became of settings. */
    public sealed interface Checked permits Accepted, Refused {}

    /** All are legal. */
    public record Accepted(TargetKeyValues values) implements Checked {}

    /** Some are not; each problem names its attribute. */
    public record Refused(List<String> problems) implements Checked {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** Checks settings by SCST's names; what is missing takes its default. */
    public static Checked of(Map<String, String> settings) {
        EnumMap<TargetAttribute, String> known = new EnumMap<>(TargetAttribute.class);
        List<String> problems = new ArrayList<>();
        settings.forEach((name, value) -> {
            Optional<TargetAttribute> attribute = TargetAttribute.of(name);
            attribute.ifPresentOrElse(a -> known.put(a, value), () -> problems.add("no such attribute: " + name));
        });
        problems.addAll(problems(known));
        return problems.isEmpty() ? new Accepted(new TargetKeyValues(known)) : new Refused(problems);
    }

    private static List<String> problems(Map<TargetAttribute, String> attributes) {
        return attributes.entrySet().stream()
                .flatMap(e -> e.getKey().problem(e.getValue()).stream())
                .toList();
    }

    /** This side's value of a negotiated key, or its own declaration; the RFC's default where it has no opinion. */
    public String own(TextKey key) {
        TargetAttribute attribute = CONFIGURED.get(key);
        return attribute == null ? FIXED.getOrDefault(key, key.rfcDefault()) : text(attribute);
    }

    /** The values of a list key that this side supports. */
    public List<String> supported(TextKey key) {
        return Stream.of(own(key).split(",", -1)).toList();
    }

    /** Longest data segment the target takes, bytes, 512 to 1,048,576. */
    public int maxRecvDataSegmentLength() {
        return number(TargetAttribute.MAX_RECV_DATA_SEGMENT_LENGTH);
    }

    /** Longest data segment the target sends, bytes, 512 to 1,048,576. */
    public int maxXmitDataSegmentLength() {
        return number(TargetAttribute.MAX_XMIT_DATA_SEGMENT_LENGTH);
    }

    /** Commands a session may have outstanding, 1 to 2048. */
    public int queuedCommands() {
        return number(TargetAttribute.QUEUED_COMMANDS);
    }

    /** Seconds between NOP-Ins on a silent connection, 0 (never) to 65,535. */
    public int nopInInterval() {
        return number(TargetAttribute.NOP_IN_INTERVAL);
    }

    /** Seconds to wait for the answer to a NOP-In, 2 to 65,535. */
    public int nopInTimeout() {
        return number(TargetAttribute.NOP_IN_TIMEOUT);
    }

    /** Seconds to wait for solicited data, 2 to 65,535. */
    public int rspTimeout() {
        return number(TargetAttribute.RSP_TIMEOUT);
    }

    /** Sessions of the target, 0 (no limit) to 65,535. */
    public int maxSessions() {
        return number(TargetAttribute.MAX_SESSIONS);
    }

    private String text(TargetAttribute attribute) {
        return attributes.getOrDefault(attribute, attribute.defaultValue());
    }

    private int number(TargetAttribute attribute) {
        return (int) NumberText.parse(text(attribute)).orElseThrow();
    }
}
