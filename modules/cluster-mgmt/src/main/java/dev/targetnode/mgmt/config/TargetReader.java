package dev.targetnode.mgmt.config;

import com.typesafe.config.ConfigObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads {@code targets}, each over {@code iscsi.target-defaults}. */
final class TargetReader {
    /** RFC 7143 4.2.7.3 to 4.2.7.5; upper case is folded. Beyond ASCII the login looks closer. */
    private static final Pattern NAME = Pattern.compile(
            "(?i)(iqn\\.\\d{4}-(0[1-9]|1[0-2])\\.[^\\s\\p{Punct}][^\\s\\p{Cntrl}/_]*|eui\\.\\p{XDigit}{16}"
                    + "|naa\\.(\\p{XDigit}{16}|\\p{XDigit}{32}))");

    private static final int NAME_BYTES_MAX = 223; // RFC 7143 4.2.7.1
    private static final int LUN_MAX = 16383; // flat space addressing has 14 bits (SAM-5 4.7.7.3)
    private static final int SEGMENT_BYTES_MIN = 512;
    private static final int SEGMENT_BYTES_MAX = 1_048_576;
    private static final int SIXTEEN_BITS = 65535;
    private static final int QUEUED_COMMANDS_MAX = 2048;
    private static final int TIMEOUT_SECONDS_MIN = 2;
    private static final String FIRST_BURST = "FirstBurstLength";
    private static final String LUNS = "luns";
    private static final String REL_TGT_ID = "rel_tgt_id";

    private final Problems problems;
    private final ConfigObject defaults;
    private final UserReader users;
    private final Set<String> deviceNames;

    TargetReader(Problems problems, ConfigObject defaults, UserReader users, Set<String> deviceNames) {
        this.problems = problems;
        this.defaults = defaults;
        this.users = users;
        this.deviceNames = deviceNames;
    }

    List<TargetSpec> read(Section targets) {
        List<TargetSpec> specs = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        Map<Integer, String> ids = new HashMap<>();
        Set<String> known = new TreeSet<>(defaults.keySet());
        known.addAll(List.of(LUNS, UserReader.INCOMING, UserReader.OUTGOING));
        for (String name : targets.keys()) {
            checkName(targets, name);
            String twin = names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (twin != null) {
                targets.problem(name, "is the same name as " + twin + ": iSCSI names do not differ by case");
            }
            Section given = targets.section(name);
            given.rejectUnknown(known);
            TargetSpec spec = target(name, given);
            String other = spec.enabled() && spec.relTgtId() != 0 ? ids.putIfAbsent(spec.relTgtId(), name) : null;
            if (other != null) {
                given.problem(REL_TGT_ID, "is already used by target " + other);
            }
            specs.add(spec);
        }
        return specs;
    }

    private static void checkName(Section targets, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (!NAME.matcher(name).matches()) {
            targets.problem(
                    name,
                    "is not an iSCSI name: iqn.yyyy-mm.domain[:label], eui. with 16 hexadecimal digits, or naa. with"
                            + " 16 or 32");
        } else if (bytes > NAME_BYTES_MAX) {
            targets.problem(name, "is " + bytes + " bytes long; an iSCSI name has at most " + NAME_BYTES_MAX);
        }
    }

    private TargetSpec target(String name, Section given) {
        List<String> path = List.of(ConfigurationReader.ROOT, ConfigurationReader.TARGETS, name);
        Section all = new Section(path, given.object().withFallback(defaults), problems);
        return new TargetSpec(
                name,
                all.bool("enabled"),
                all.string("alias"),
                all.integer(REL_TGT_ID, 0, SIXTEEN_BITS),
                all.choice("addr_method", AddressMethod.class, AddressMethod.PERIPHERAL),
                all.integer("MaxSessions", 0, SIXTEEN_BITS),
                all.integer("QueuedCommands", 1, QUEUED_COMMANDS_MAX),
                all.seconds("NopInInterval", 0, SIXTEEN_BITS),
                all.seconds("NopInTimeout", TIMEOUT_SECONDS_MIN, SIXTEEN_BITS),
                all.seconds("RspTimeout", TIMEOUT_SECONDS_MIN, SIXTEEN_BITS),
                keys(given, all),
                users.read(given, all),
                given.has(LUNS) ? luns(given.section(LUNS)) : new TreeMap<>());
    }

    private static SessionKeys keys(Section given, Section all) {
        int maxBurst = all.bytes("MaxBurstLength", SEGMENT_BYTES_MIN, SEGMENT_BYTES_MAX);
        int firstBurst = all.bytes(FIRST_BURST, SEGMENT_BYTES_MIN, SEGMENT_BYTES_MAX);
        if (firstBurst > maxBurst) { // RFC 7143 13.14; where only the other was set, the default gives way
            if (given.has(FIRST_BURST)) {
                given.problem(FIRST_BURST, "must not exceed MaxBurstLength, which is " + maxBurst);
            }
            firstBurst = maxBurst;
        }
        return new SessionKeys(
                all.bool("InitialR2T"),
                all.bool("ImmediateData"),
                all.bytes("MaxRecvDataSegmentLength", SEGMENT_BYTES_MIN, SEGMENT_BYTES_MAX),
                all.bytes("MaxXmitDataSegmentLength", SEGMENT_BYTES_MIN, SEGMENT_BYTES_MAX),
                maxBurst,
                firstBurst,
                all.integer("MaxOutstandingR2T", 1, SIXTEEN_BITS),
                all.choices("HeaderDigest", DigestMethod.class),
                all.choices("DataDigest", DigestMethod.class));
    }

    private SortedMap<Integer, LunSpec> luns(Section luns) {
        SortedMap<Integer, LunSpec> specs = new TreeMap<>();
        for (String key : luns.keys()) {
            if (!key.matches("0|[1-9][0-9]{0,4}") || Integer.parseInt(key) > LUN_MAX) {
                luns.problem(key, "is not a LUN: a whole number from 0 to " + LUN_MAX);
                continue;
            }
            Section lun = luns.section(key);
            lun.rejectUnknown(List.of("device", "read_only"));
            String device = lun.string("device");
            if (lun.has("device") && !deviceNames.contains(device)) {
                lun.problem("device", "names no configured device: " + device + NearestName.hint(device, deviceNames));
            }
            specs.put(Integer.valueOf(key), new LunSpec(device, lun.has("read_only") && lun.bool("read_only")));
        }
        return specs;
    }
}
