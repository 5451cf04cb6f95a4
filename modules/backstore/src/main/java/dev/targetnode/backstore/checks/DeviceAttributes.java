package dev.targetnode.backstore.checks;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Attributes that every disk handler takes and the SCSI device, not the backstore, acts upon. */
public final class DeviceAttributes {
    private static final int OPTIMAL_TRANSFER_MAX = 1 << 30;

    /** Texts of the device's identity with the most characters that each may have. */
    private static final Map<String, Integer> TEXT_LENGTHS = Map.ofEntries(
            Map.entry("t10_vend_id", 8),
            Map.entry("prod_id", 16),
            Map.entry("prod_rev_lvl", 4),
            Map.entry("vend_specific_id", 128),
            Map.entry("scsi_device_name", 256),
            Map.entry("t10_dev_id", 25),
            Map.entry("usn", 20),
            Map.entry("naa_id", 34),
            Map.entry("eui64_id", 34),
            Map.entry("inq_vend_specific", 160));

    private static final Set<String> FLAGS =
            Set.of("active", "removable", "rotational", "expl_alua", "cluster_mode", "lb_per_pb_exp", "async", "tst");

    private static final Set<String> OTHERS = Set.of(
            "handler",
            "numa_node_id",
            "opt_trans_len",
            "threads_num",
            "threads_pool_type",
            "max_tgt_dev_commands",
            "bind_alua_state",
            "pr_file_name",
            "blocksize",
            "size",
            "size_mb",
            "read_only");

    private DeviceAttributes() {}

    /** All of these and the handler's own. */
    public static Set<String> with(Set<String> own) {
        Set<String> keys = new HashSet<>(own);
        keys.addAll(TEXT_LENGTHS.keySet());
        keys.addAll(FLAGS);
        keys.addAll(OTHERS);
        return Set.copyOf(keys);
    }

    /** Notes what is wrong with those that are given. */
    public static void check(AttributeReader reader) {
        TEXT_LENGTHS.forEach((attribute, length) -> checkText(reader, attribute, length));
        FLAGS.forEach(attribute -> reader.flag(attribute, false));
        reader.integer("numa_node_id", -1, -1, Integer.MAX_VALUE);
        reader.integer("opt_trans_len", 1, 1, OPTIMAL_TRANSFER_MAX);
        reader.integer("threads_num", 0, -1, Integer.MAX_VALUE);
        reader.integer("max_tgt_dev_commands", 0, 0, Integer.MAX_VALUE);
    }

    private static void checkText(AttributeReader reader, String attribute, int length) {
        String value = reader.text(attribute);
        if (value == null) {
            return;
        }
        if (value.length() > length) {
            reader.problem(attribute, "must have at most " + length + " characters");
        }
        if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            reader.problem(attribute, "must be printable ASCII");
        }
    }
}
