package dev.targetnode.backstore.checks;

import dev.targetnode.core.target.DiskAttributes;
import java.util.HashSet;
import java.util.Set;

/** Attributes that every disk handler takes and the SCSI device, not the backstore, acts upon. */
public final class DeviceAttributes {
    private static final Set<String> FLAGS = Set.of("active", "expl_alua", "cluster_mode", "async");

    private static final Set<String> OTHERS = Set.of(
            "handler",
            "numa_node_id",
            "threads_num",
            "threads_pool_type",
            "max_tgt_dev_commands",
            "bind_alua_state",
            "pr_file_name",
            "blocksize",
            "size",
            "size_mb");

    private DeviceAttributes() {}

    /** All of these and the handler's own. */
    public static Set<String> with(Set<String> own) {
        Set<String> keys = new HashSet<>(own);
        keys.addAll(DiskAttributes.NAMES);
        keys.addAll(FLAGS);
        keys.addAll(OTHERS);
        return Set.copyOf(keys);
    }

    /** Notes what is wrong with those that are given. */
    public static void check(AttributeReader reader) {
        // by the very rules that the start of the device goes by
        DiskAttributes.Parsed parsed = DiskAttributes.parse("device", "", reader.attributes(), 0);
        if (parsed instanceof DiskAttributes.Invalid invalid) {
            invalid.problems().forEach(problem -> reader.problem(problem.attribute(), problem.reason()));
        }
        FLAGS.forEach(attribute -> reader.flag(attribute, false));
        reader.integer("numa_node_id", -1, -1, Integer.MAX_VALUE);
        reader.integer("threads_num", 0, -1, Integer.MAX_VALUE);
        reader.integer("max_tgt_dev_commands", 0, 0, Integer.MAX_VALUE);
    }
}
