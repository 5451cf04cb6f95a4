package dev.targetnode.core.target;

import com.typesafe.config.Config;
import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreHandler.AttributeProblem;
import dev.targetnode.core.backstore.BackstoreTopology;
import dev.targetnode.core.scsi.CachePolicy;
import dev.targetnode.core.scsi.ControlMode;
import dev.targetnode.core.scsi.DiskGeometry;
import dev.targetnode.core.scsi.DiskIdentity;
import dev.targetnode.core.scsi.DiskLimits;
import dev.targetnode.core.scsi.DiskState;
import dev.targetnode.core.scsi.Provisioning;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The attributes of a disk that decide how it looks to initiators, by SCST's names, defaults and ranges; what belongs to
 * a handler, such as {@code filename}, is the handler's to check.
 *
 * @param identity who the disk says it is
 * @param cache {@code write_through} and {@code nv_cache}
 * @param readOnly {@code read_only}
 * @param removable {@code removable}
 * @param rotational {@code rotational}; empty for what the store says, and turning where it does not know
 * @param perNexusTaskSets {@code tst}
 * @param reportPhysicalBlocks {@code lb_per_pb_exp}: report 4 KiB physical blocks where the store knows no better
 * @param optimalTransferBytes {@code opt_trans_len}; empty for what the store says, and 512 KiB where it does not know
 */
public record DiskAttributes(
        DiskIdentity identity,
        CachePolicy cache,
        boolean readOnly,
        boolean removable,
        Optional<Boolean> rotational,
        boolean perNexusTaskSets,
        boolean reportPhysicalBlocks,
        OptionalInt optimalTransferBytes) {

    /** Every attribute that is read here; a handler adds its own to tell which ones nobody knows. */
    public static final Set<String> NAMES = Set.of(
            "t10_vend_id",
            "prod_id",
            "prod_rev_lvl",
            "vend_specific_id",
            "t10_dev_id",
            "usn",
            "naa_id",
            "eui64_id",
            "scsi_device_name",
            "inq_vend_specific",
            "write_through",
            "nv_cache",
            "read_only",
            "removable",
            "rotational",
            "tst",
            "lb_per_pb_exp",
            "opt_trans_len");

    private static final int OPTIMAL_TRANSFER_BYTES = 512 << 10;
    private static final int PHYSICAL_BLOCK_BYTES = 4096;
    private static final String REVISION = "0100";

    /** The outcome of {@link #parse}. */
    public sealed interface Parsed {}

    /** All attributes are right. */
    public record Valid(DiskAttributes attributes) implements Parsed {}

    /** At least one is wrong; one problem for each. */
    public record Invalid(List<AttributeProblem> problems) implements Parsed {}

    /**
     * Reads the attributes of a device.
     *
     * @param name the device's name, from which identifiers derive that are not given
     * @param handler the handler's name, from which the vendor derives
     * @param attributes resolved; attributes that are not {@link #NAMES} are left alone
     * @param setupId tells installations apart that use the same names (SCST's {@code setup_id}), 0 by default
     */
    public static Parsed parse(String name, String handler, Config attributes, int setupId) {
        AttributeReader read = new AttributeReader(attributes);
        DiskAttributes disk = new DiskAttributes(
                identity(name, handler, read, setupId),
                new CachePolicy(read.flag("write_through", false), read.flag("nv_cache", false)),
                read.flag("read_only", false),
                read.flag("removable", false),
                attributes.hasPath("rotational") ? Optional.of(read.flag("rotational", true)) : Optional.empty(),
                read.flag("tst", true),
                read.flag("lb_per_pb_exp", true),
                optimalTransfer(attributes, read));
        List<AttributeProblem> problems = read.problems();
        return problems.isEmpty() ? new Valid(disk) : new Invalid(problems);
    }

    private static OptionalInt optimalTransfer(Config attributes, AttributeReader read) {
        if (!attributes.hasPath("opt_trans_len")) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(
                read.number("opt_trans_len", OPTIMAL_TRANSFER_BYTES, 0, DiskLimits.MAX_TRANSFER_BYTES, 512));
    }

    private static DiskIdentity identity(String name, String handler, AttributeReader read, int setupId) {
        String printable = name.replaceAll("[^ -~]", "_");
        String t10DeviceId = read.text("t10_dev_id", GeneratedIds.t10DeviceId(printable, setupId), 25);
        String deviceName = read.text("scsi_device_name", "", 256);
        if (deviceName.length() > 251) { // the designator's length is one byte and counts a terminator
            read.problem("scsi_device_name", "must be at most 251 characters to fit in its designator");
        }
        return new DiskIdentity(
                read.text("t10_vend_id", vendor(handler), 8),
                read.text("prod_id", printable.substring(0, Math.min(printable.length(), 16)), 16),
                read.text("prod_rev_lvl", REVISION, 4),
                read.text("vend_specific_id", t10DeviceId, 128),
                t10DeviceId,
                read.text("usn", GeneratedIds.serial(name, setupId), 20),
                naa(read, GeneratedIds.localNaa(name, setupId)),
                eui64(read),
                deviceName,
                read.text("inq_vend_specific", "", 160));
    }

    private static String vendor(String handler) {
        return switch (handler) {
            case "vdisk_fileio" -> "SCST_FIO";
            case "vdisk_blockio" -> "SCST_BIO";
            default -> "TGTNODE";
        };
    }

    private static String naa(AttributeReader read, String generated) {
        String id = read.hex("naa_id", generated);
        boolean right = id.isEmpty() || id.matches("[235][0-9a-f]{15}|6[0-9a-f]{31}");
        if (!right) {
            read.problem("naa_id", "must be 8 bytes that start with 2, 3 or 5, or 16 that start with 6");
        }
        return id;
    }

    private static String eui64(AttributeReader read) {
        String id = read.hex("eui64_id", "");
        if (!Set.of(0, 16, 24, 32).contains(id.length())) {
            read.problem("eui64_id", "must be 8, 12 or 16 bytes");
        }
        return id;
    }

    /** The disk that these attributes and an opened store make. */
    public DiskState disk(Backstore store) {
        return disk(store.geometry(), store.topology());
    }

    /** The disk that these attributes and a store of this shape make. */
    DiskState disk(BackstoreGeometry store, BackstoreTopology medium) {
        int blockBytes = store.blockBytes();
        int granularity = store.thin() ? Math.max(1, store.unmapGranularityBytes() / blockBytes) : 0;
        int firstGranule = store.thin() ? medium.firstUnmapGranuleByte() / blockBytes : 0;
        return new DiskState(
                identity,
                geometry(store, medium),
                cache,
                new Provisioning(granularity, firstGranule),
                limits(blockBytes, medium),
                new ControlMode(perNexusTaskSets, false, false, false),
                readOnly || store.readOnly(),
                removable,
                rotational.orElse(medium.rotation() != BackstoreTopology.Rotation.SOLID_STATE));
    }

    private DiskGeometry geometry(BackstoreGeometry store, BackstoreTopology medium) {
        int blockBytes = store.blockBytes();
        int exponent = store.physicalBlockExponent();
        boolean guess = !medium.physicalBlocksKnown() && reportPhysicalBlocks;
        if (exponent == 0 && guess && blockBytes < PHYSICAL_BLOCK_BYTES) {
            exponent = Integer.numberOfTrailingZeros(PHYSICAL_BLOCK_BYTES / blockBytes);
        }
        int physicalBlocks = 1 << exponent;
        int transferBlocks = Math.max(physicalBlocks, medium.minimumTransferBytes() / blockBytes);
        return new DiskGeometry(
                store.sizeBytes() / blockBytes,
                blockBytes,
                exponent,
                medium.firstAlignedByte() / blockBytes % physicalBlocks,
                Math.min(transferBlocks, DiskGeometry.GRANULARITY_BLOCKS_MAX));
    }

    private DiskLimits limits(int blockBytes, BackstoreTopology medium) {
        int optimal = medium.optimalTransferBytes() > 0
                ? Math.min(medium.optimalTransferBytes(), DiskLimits.MAX_TRANSFER_BYTES)
                : OPTIMAL_TRANSFER_BYTES;
        DiskLimits limits = DiskLimits.of(blockBytes, optimalTransferBytes.orElse(optimal));
        long unmapBlocks = medium.unmapMaxBytes() / blockBytes;
        return unmapBlocks == 0
                ? limits
                : limits.withMaxUnmapBlocks((int) Math.min(unmapBlocks, limits.maxUnmapBlocks()));
    }
}
