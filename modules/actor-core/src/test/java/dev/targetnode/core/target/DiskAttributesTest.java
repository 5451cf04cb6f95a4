package dev.targetnode.core.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreHandler.AttributeProblem;
import dev.targetnode.core.backstore.BackstoreTopology;
import dev.targetnode.core.backstore.BackstoreTopology.Rotation;
import dev.targetnode.core.scsi.DiskIdentity;
import dev.targetnode.core.scsi.DiskState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DiskAttributesTest {
    private static DiskAttributes.Parsed parse(String text) {
        return DiskAttributes.parse("disk1", "vdisk_fileio", ConfigFactory.parseString(text), 0);
    }

    private static DiskAttributes valid(String text) {
        return assertInstanceOf(DiskAttributes.Valid.class, parse(text)).attributes();
    }

    private static List<String> wrong(String text) {
        return assertInstanceOf(DiskAttributes.Invalid.class, parse(text)).problems().stream()
                .map(AttributeProblem::attribute)
                .toList();
    }

    @Test
    void defaultsDeriveFromTheName() {
        DiskIdentity identity = valid("").identity();
        assertEquals("SCST_FIO", identity.t10VendorId());
        assertEquals("disk1", identity.productId());
        assertTrue(identity.t10DeviceId().matches("[0-9a-f]{1,8}-disk1"), identity.t10DeviceId());
        assertEquals(identity.t10DeviceId(), identity.vendorSpecificId());
        assertEquals(identity.t10DeviceId(), identity.unitSerialNumber() + "-disk1");
        assertTrue(identity.naaId().matches("3[0-9a-f]{15}"), identity.naaId());
        assertEquals("", identity.eui64Id());
    }

    @Test
    void generatedIdIsTheCrc32cOfTheNameWithItsNul() {
        assertEquals("efd7c1b8", GeneratedIds.serial("disk1", 0)); // CRC-32C, reflected polynomial 82f63b78
        assertEquals("1234efd7c1b8", GeneratedIds.serial("disk1", 0x1234));
    }

    @Test
    void namesAndSetupsGetIdentifiersOfTheirOwn() {
        assertNotEquals(GeneratedIds.localNaa("a", 0), GeneratedIds.localNaa("b", 0));
        assertNotEquals(GeneratedIds.localNaa("a", 0), GeneratedIds.localNaa("a", 1));
        assertEquals(25, GeneratedIds.t10DeviceId("n".repeat(64), 1).length());
    }

    @Test
    void readsScstsFlagsAndHoconsAlike() {
        assertTrue(valid("write_through = 1").cache().writeThrough());
        assertTrue(valid("nv_cache = true").cache().nvCache());
        assertEquals(Optional.of(false), valid("rotational = 0").rotational());
        assertEquals(Optional.empty(), valid("").rotational());
        assertFalse(valid("tst = 0").perNexusTaskSets());
    }

    @Test
    void everyWrongAttributeIsNamed() {
        assertEquals(
                List.of("prod_id", "naa_id", "eui64_id", "read_only", "opt_trans_len"),
                wrong("prod_id = \"12345678901234567\", naa_id = 4123456789abcdef, eui64_id = \"0x0011\","
                        + " read_only = maybe, opt_trans_len = 1000"));
        assertEquals(List.of("usn"), wrong("usn = [1, 2]"));
        assertEquals(List.of("t10_vend_id"), wrong("t10_vend_id = \"\\u00e9\""));
        assertEquals(List.of("naa_id"), wrong("naa_id = xyz"));
    }

    @Test
    void identifiersMayCarryAPrefixAndCapitals() {
        assertEquals(
                "6001405aabbccddeeff0011223344556",
                valid("naa_id = \"0x6001405AABBCCDDEEFF0011223344556\"")
                        .identity()
                        .naaId());
        assertEquals("", valid("naa_id = \"\"").identity().naaId());
    }

    @Test
    void aStoreCompletesTheDisk() {
        DiskState disk =
                valid("").disk(new BackstoreGeometry(1 << 30, 512, 0, false, 4096, 64), BackstoreTopology.UNKNOWN);
        assertEquals(1 << 21, disk.geometry().blocks());
        assertEquals(3, disk.geometry().physicalBlockExponent());
        assertEquals(8, disk.provisioning().granularityBlocks());
        assertEquals(1024, disk.limits().optimalTransferBlocks());
        assertFalse(disk.writeProtected());
        assertTrue(valid("")
                .disk(new BackstoreGeometry(1 << 30, 512, 0, true, 0, 64), BackstoreTopology.UNKNOWN)
                .writeProtected());
        assertEquals(
                0,
                valid("lb_per_pb_exp = 0")
                        .disk(new BackstoreGeometry(1 << 30, 512, 0, false, 0, 64), BackstoreTopology.UNKNOWN)
                        .geometry()
                        .physicalBlockExponent());
        assertEquals(
                0,
                valid("")
                        .disk(new BackstoreGeometry(1 << 30, 4096, 0, false, 0, 64), BackstoreTopology.UNKNOWN)
                        .geometry()
                        .physicalBlockExponent());
    }

    /** A partition of a disk with 4 KiB physical blocks that begins 512 bytes before one of them. */
    private static final BackstoreTopology SHIFTED =
            new BackstoreTopology(true, 512, 64 << 10, 1 << 20, 1 << 20, 32 << 20, Rotation.SOLID_STATE);

    @Test
    void whatTheMediumSaysIsReported() {
        DiskState disk = valid("").disk(new BackstoreGeometry(1 << 30, 512, 3, false, 1 << 20, 64), SHIFTED);
        assertEquals(1, disk.geometry().lowestAlignedLba());
        assertEquals(128, disk.geometry().transferGranularityBlocks());
        assertEquals(2048, disk.limits().optimalTransferBlocks());
        assertEquals(65_536, disk.limits().maxUnmapBlocks());
        assertEquals(2048, disk.provisioning().granularityBlocks());
        assertEquals(2048, disk.provisioning().alignmentBlocks());
        assertFalse(disk.rotational());
    }

    @Test
    void anAttributeOutranksTheMedium() {
        DiskState disk = valid("rotational = 1, opt_trans_len = 65536")
                .disk(new BackstoreGeometry(1 << 30, 512, 3, false, 0, 64), SHIFTED);
        assertTrue(disk.rotational());
        assertEquals(128, disk.limits().optimalTransferBlocks());
    }

    @Test
    void aMediumWithSmallPhysicalBlocksIsBelieved() {
        BackstoreTopology small = new BackstoreTopology(true, 0, 512, 0, 0, 0, Rotation.ROTATING);
        DiskState disk = valid("").disk(new BackstoreGeometry(1 << 30, 512, 0, false, 0, 64), small);
        assertEquals(0, disk.geometry().physicalBlockExponent());
        assertEquals(1, disk.geometry().transferGranularityBlocks());
    }
}
