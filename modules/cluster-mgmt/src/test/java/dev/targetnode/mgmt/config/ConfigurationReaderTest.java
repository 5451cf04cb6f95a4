package dev.targetnode.mgmt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.targetnode.core.backstore.DeviceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {
    private static final String DISK = "target-node.devices.disk1 { handler = vdisk_fileio, filename = /srv/d1 }\n";
    private static final String IQN = "iqn.2026-11.org.example:t1";
    private static final String TARGET = "target-node.targets.\"" + IQN + "\"";

    private static final ChapSpec NOBODY = new ChapSpec(
            List.of(),
            Optional.empty(),
            List.of(ChapDigest.SHA3_256, ChapDigest.SHA256, ChapDigest.SHA1, ChapDigest.MD5));

    private final Config reference = ConfigFactory.defaultReference();
    private final ConfigurationReader reader = new ConfigurationReader(
            reference, List.of(new TestHandler("vdisk_fileio"), new TestHandler("vdisk_nullio")), new TestSecrets());

    @Test
    void readsTheShapeOfTheDesign() {
        NodeConfiguration node = valid("""
                target-node {
                  data-dir = "/var/lib/node"
                  iscsi.portals = ["127.0.0.1:3261", "[::1]:3262", disk.example]
                  devices.disk1 { handler = vdisk_fileio, filename = ${target-node.data-dir}/disk1.img, size = 1 GiB }
                  devices.zero.handler = vdisk_nullio
                  targets."iqn.2026-11.org.example:t1" {
                    enabled = true
                    luns.0 { device = disk1 }
                    luns.16383 { device = zero, read_only = Yes }
                  }
                }
                """);
        assertEquals(Path.of("/var/lib/node"), node.dataDir());
        assertEquals(
                List.of(
                        new PortalSpec("127.0.0.1", 3261),
                        new PortalSpec("::1", 3262),
                        new PortalSpec("disk.example", 3260)),
                node.portals());
        assertEquals(
                List.of("disk1", "zero"),
                node.devices().stream().map(DeviceSpec::name).toList());
        DeviceSpec disk = node.devices().get(0);
        assertEquals("vdisk_fileio", disk.handler());
        assertEquals("/var/lib/node/disk1.img", disk.attributes().getString("filename"));
        assertEquals(1L << 30, disk.attributes().getBytes("size"));
        TargetSpec target = node.targets().get(0);
        assertEquals(IQN, target.name());
        assertTrue(target.enabled());
        assertEquals(Map.of(0, new LunSpec("disk1", false), 16383, new LunSpec("zero", true)), target.luns());
    }

    @Test
    void aTargetHasScstsDefaultsAndAcceptsDigests() {
        TargetSpec target = valid(TARGET + " {}").targets().get(0);
        SessionKeys keys = new SessionKeys(
                false,
                true,
                1_048_576,
                1_048_576,
                1_048_576,
                65_536,
                32,
                List.of(DigestMethod.CRC32C, DigestMethod.NONE),
                List.of(DigestMethod.CRC32C, DigestMethod.NONE));
        TargetSpec expected = new TargetSpec(
                IQN,
                false,
                "",
                0,
                AddressMethod.PERIPHERAL,
                0,
                32,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                keys,
                NOBODY,
                new TreeMap<>());
        assertEquals(expected, target);
    }

    @Test
    void readsEveryTargetAttribute() {
        TargetSpec target = valid(TARGET + """
                         {
                          enabled = 1, alias = front, rel_tgt_id = 65535, addr_method = flat, MaxSessions = 3
                          QueuedCommands = 2048, NopInInterval = 0, NopInTimeout = 2500 ms, RspTimeout = 65535
                          InitialR2T = Yes, ImmediateData = No, MaxRecvDataSegmentLength = 64 KiB
                          MaxXmitDataSegmentLength = 512, MaxBurstLength = 262144, FirstBurstLength = 262144
                          MaxOutstandingR2T = 1, HeaderDigest = "CRC32C,None", DataDigest = [CRC32C]
                        }
                        """).targets().get(0);
        SessionKeys keys = new SessionKeys(
                true,
                false,
                65_536,
                512,
                262_144,
                262_144,
                1,
                List.of(DigestMethod.CRC32C, DigestMethod.NONE),
                List.of(DigestMethod.CRC32C));
        TargetSpec expected = new TargetSpec(
                IQN,
                true,
                "front",
                65535,
                AddressMethod.FLAT,
                3,
                2048,
                Duration.ZERO,
                Duration.ofMillis(2500),
                Duration.ofSeconds(65535),
                keys,
                NOBODY,
                new TreeMap<>());
        assertEquals(expected, target);
    }

    @Test
    void aTargetTakesWhatItDoesNotSayFromTheTargetDefaults() {
        NodeConfiguration node = valid("target-node.iscsi.target-defaults.QueuedCommands = 64\n" + TARGET
                + ".enabled = true\ntarget-node.targets.\"iqn.2026-11.org.example:t2\".QueuedCommands = 8");
        assertEquals(64, node.targets().get(0).queuedCommands());
        assertEquals(8, node.targets().get(1).queuedCommands());
    }

    /** RFC 7143 13.14: FirstBurstLength must not exceed MaxBurstLength. */
    @Test
    void theDefaultFirstBurstGivesWayToAShorterBurst() {
        SessionKeys keys =
                valid(TARGET + ".MaxBurstLength = 4096").targets().get(0).keys();
        assertEquals(4096, keys.firstBurstBytes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # written                          | key                          | reason begins
                    target-node.data-dri = x           | target-node.data-dri         | is not a known setting; did you mean data-dir?
                    target-node.iscsi.portal = []      | target-node.iscsi.portal     | is not a known setting; did you mean portals?
                    target-node.data-dir = []          | target-node.data-dir         | must be a single value
                    target-node.data-dir = ""          | target-node.data-dir         | must not be empty
                    target-node.iscsi = 5              | target-node.iscsi            | must be an object in braces
                    target-node.iscsi.portals = []     | target-node.iscsi.portals    | must name at least one portal
                    target-node.iscsi.portals = [a b]  | target-node.iscsi.portals    | holds a b, which is not host:port
                    target-node.iscsi.portals = "a:1,A:1" | target-node.iscsi.portals | names A:1 twice
                    target-node.iscsi.portals = ["[::1]:1","[0:0::1]:1"] | target-node.iscsi.portals | names [0:0::1]:1 twice
                    target-node.limits.login-timeout = 15    | target-node.limits.login-timeout   | must be a time from 100 ms to 3600 s, with its unit, not 15
                    target-node.limits.login-timeout = 2 h   | target-node.limits.login-timeout   | must be a time from 100 ms to 3600 s
                    target-node.limits.connections-max = 0   | target-node.limits.connections-max | must be from 1 to 1000000, not 0
                    target-node.limits.abort-bound = soon    | target-node.limits.abort-bound     | must be a time from 1 ms to 60 s
                    target-node.limits.abort-bound = -1 s    | target-node.limits.abort-bound     | must be a time from 1 ms to 60 s, with its unit, not -1 s
                    target-node.limits.stuck-after = 0 s     | target-node.limits.stuck-after     | must be a time from 100 ms to 86400 s
                    target-node.memory.scst_max_cmd_mem = 0  | target-node.memory.scst_max_cmd_mem | must be from 1 to 16777216, not 0
                    target-node.memory.scst_max_cmd_mem = much | target-node.memory.scst_max_cmd_mem | must be a whole number from 1 to 16777216
                    target-node.devices = []           | target-node.devices          | must be an object in braces
                    target-node.devices.d = 1          | target-node.devices.d        | must be an object in braces, not 1
                    target-node.devices.d {}           | target-node.devices.d        | is empty; it needs at least a handler
                    target-node.devices.d.size = 1     | target-node.devices.d.handler| is missing; known here: vdisk_fileio, vdisk_nullio
                    target-node.devices.d.handler = vdisk_filio | target-node.devices.d.handler | names no handler of this node: vdisk_filio; did you mean vdisk_fileio?
                    target-node.devices.d { handler = vdisk_nullio, siez = 1 } | target-node.devices.d.siez | is not an attribute of vdisk_nullio
                    target-node.devices.d { handler = vdisk_nullio, fault.slow = x } | target-node.devices.d.fault.slow | must be a time
                    target-node.devices."a b".handler = vdisk_nullio | target-node.devices."a b" | is not a device name
                    target-node.targets.disk {}        | target-node.targets.disk     | is not an iSCSI name
                    target-node.targets."iqn.a b" {}   | target-node.targets."iqn.a b"| is not an iSCSI name
                    """)
    void refusesAndNamesTheKey(String written, String key, String reason) {
        assertProblem(written, key, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    maxburstlength = 4096        | maxburstlength           | is not a known setting; did you mean MaxBurstLength?
                    enabled = maybe              | enabled                  | must be Yes or No, not maybe
                    alias = {}                   | alias                    | must be a single value, not an object
                    rel_tgt_id = 65536           | rel_tgt_id               | must be from 0 to 65535, not 65536
                    addr_method = LOGICAL        | addr_method              | must be one of PERIPHERAL, FLAT, LUN, not LOGICAL
                    MaxSessions = -1             | MaxSessions              | must be from 0 to 65535
                    QueuedCommands = 0           | QueuedCommands           | must be from 1 to 2048
                    QueuedCommands = 2049        | QueuedCommands           | must be from 1 to 2048
                    QueuedCommands = many        | QueuedCommands           | must be a whole number from 1 to 2048
                    NopInInterval = 65536        | NopInInterval            | must be from 0 to 65535 seconds
                    NopInTimeout = 1             | NopInTimeout             | must be from 2 to 65535 seconds
                    RspTimeout = soon            | RspTimeout               | must be a time from 2 to 65535 seconds
                    MaxRecvDataSegmentLength = 511     | MaxRecvDataSegmentLength | must be from 512 to 1048576
                    MaxXmitDataSegmentLength = 1048577 | MaxXmitDataSegmentLength | must be from 512 to 1048576
                    MaxBurstLength = 2 MiB       | MaxBurstLength           | must be from 512 to 1048576
                    MaxBurstLength = big         | MaxBurstLength           | must be a size
                    FirstBurstLength = 1 MiB, MaxBurstLength = 4096 | FirstBurstLength | must not exceed MaxBurstLength, which is 4096
                    MaxOutstandingR2T = 0        | MaxOutstandingR2T        | must be from 1 to 65535
                    HeaderDigest = MD5           | HeaderDigest             | must be a list without repetition of NONE, CRC32C
                    DataDigest = "None,None"     | DataDigest               | must be a list without repetition
                    InitialR2T = null            | InitialR2T               | must be a single value, not null
                    luns = []                    | luns                     | must be an object in braces
                    luns.16384.device = disk1    | luns.16384               | is not a LUN: a whole number from 0 to 16383
                    luns.01.device = disk1       | luns.01                  | is not a LUN
                    luns.0.device = dsk1         | luns.0.device            | names no configured device: dsk1; did you mean disk1?
                    luns.0 {}                    | luns.0.device            | is missing
                    luns.0 { device = disk1, readonly = true } | luns.0.readonly | is not a known setting; did you mean read_only?
                    luns.0 { device = disk1, read_only = 2 }   | luns.0.read_only | must be Yes or No, not 2
                    """)
    void refusesAWrongTargetAttributeAndNamesIt(String written, String key, String reason) {
        assertProblem(DISK + TARGET + " { " + written + " }", TARGET + "." + key, reason);
    }

    @Test
    void refusesTwoDevicesOnOneFileHoweverItIsWritten() {
        assertProblem(
                DISK + "target-node.devices.e { handler = vdisk_fileio, filename = /srv/x/../d1 }",
                "target-node.devices.e.filename",
                "is already used by device disk1");
    }

    @Test
    void refusesTwoTargetsWhoseNamesDifferOnlyByCase() {
        assertProblem(
                "target-node.targets { \"iqn.2026-11.a:B\" {}, \"iqn.2026-11.a:b\" {} }",
                "target-node.targets.\"iqn.2026-11.a:b\"",
                "is the same name as iqn.2026-11.a:B");
    }

    @Test
    void refusesANameOfMoreThan223Bytes() {
        String longest = "iqn.2026-11." + "x".repeat(211);
        valid("target-node.targets.\"" + longest + "\" {}");
        String tooLong = longest + "x";
        assertProblem(
                "target-node.targets.\"" + tooLong + "\" {}",
                "target-node.targets.\"" + tooLong + "\"",
                "is 224 bytes");
    }

    @Test
    void refusesOneRelativeTargetIdentifierForTwoEnabledTargets() {
        String second = "target-node.targets.\"iqn.2026-11.org.example:t2\"";
        String written = TARGET + " { enabled = true, rel_tgt_id = 7 }\n" + second + " { rel_tgt_id = 7 }\n";
        valid(written);
        assertProblem(written + second + ".enabled = true", second + ".rel_tgt_id", "is already used by target " + IQN);
    }

    @Test
    void findsEveryProblemAtOnce() {
        List<Problem> problems = invalid("target-node { nonsense = 1, devices.d {}, targets.x.QueuedCommands = 0 }");
        assertEquals(
                List.of(
                        "target-node.nonsense",
                        "target-node.devices.d",
                        "target-node.targets.x",
                        "target-node.targets.x.QueuedCommands"),
                problems.stream().map(Problem::path).toList());
    }

    @Test
    void tellsTheFileAndLineOfAProblem(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("node.conf");
        Files.writeString(file, "target-node {\n\n  data-dri = x\n}\n");
        Config parsed = ConfigFactory.parseFile(file.toFile(), ConfigParseOptions.defaults());
        ConfigurationResult result = reader.read(parsed.withFallback(reference).resolve());
        Problem problem = assertInstanceOf(ConfigurationResult.Invalid.class, result)
                .problems()
                .get(0);
        assertEquals(file + ":3", problem.origin());
        assertEquals(
                file + ":3: target-node.data-dri: is not a known setting; did you mean data-dir?", problem.toString());
    }

    private void assertProblem(String written, String key, String reason) {
        List<Problem> problems = invalid(written);
        assertEquals(1, problems.size(), () -> "one problem, not " + problems);
        assertEquals(key, problems.get(0).path());
        assertTrue(
                problems.get(0).reason().startsWith(reason),
                () -> problems.get(0).reason());
    }

    private NodeConfiguration valid(String written) {
        return assertInstanceOf(ConfigurationResult.Valid.class, read(written)).configuration();
    }

    private List<Problem> invalid(String written) {
        return assertInstanceOf(ConfigurationResult.Invalid.class, read(written))
                .problems();
    }

    private ConfigurationResult read(String written) {
        return reader.read(
                ConfigFactory.parseString(written).withFallback(reference).resolve());
    }
}
