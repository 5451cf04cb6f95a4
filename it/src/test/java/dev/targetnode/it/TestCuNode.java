package dev.targetnode.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/** A node with each {@link LunKind} as a LUN and a target for each {@link Way} to them, for libiscsi's test program. */
final class TestCuNode {
    /** What a session negotiates; the target's settings force what libiscsi does not ask for by itself. */
    enum Way {
        PLAIN("", ""),
        HEADER_DIGEST("", "?header_digest=crc32c"),
        CHAP(Way.SECRETS, Way.PROOF),
        CHAP_HEADER_DIGEST(Way.SECRETS, Way.PROOF + "&header_digest=crc32c"),
        SMALL_ASKED_ALONE("InitialR2T = Yes, ImmediateData = No, " + Way.SMALL, ""),
        SMALL_ASKED_IMMEDIATE("InitialR2T = Yes, ImmediateData = Yes, " + Way.SMALL, ""),
        SMALL_UNASKED_ALONE("InitialR2T = No, ImmediateData = No, " + Way.SMALL, ""),
        SMALL_UNASKED_IMMEDIATE("InitialR2T = No, ImmediateData = Yes, " + Way.SMALL, "");

        /** The least that RFC 7143 13.12 to 13.14 allow: every transfer is cut into pieces of 512 bytes. */
        private static final String SMALL = "MaxRecvDataSegmentLength = 512, MaxXmitDataSegmentLength = 512,"
                + " MaxBurstLength = 512, FirstBurstLength = 512";

        /** Suites in which data moves in ways of their own; other lengths of the CDB travel no other way. */
        private static final Set<String> MOVING = Set.of(
                "Read6",
                "Read10",
                "Read16",
                "Verify10",
                "Write10",
                "Write16",
                "WriteVerify16",
                "iSCSIResiduals",
                "iSCSIdatasn",
                "iSCSITMF");

        /**
         * Not over small bursts: where each burst is one PDU, the DataSN 0 that the first counts as wrong is right (RFC 7143
         * 4.2.2.4); in the others libiscsi 1.19 itself crashes, by ending a task for which it still has data to send.
         */
        private static final Set<String> NOT_SMALL = Set.of(
                "iSCSI.iSCSIdatasn.iSCSIDataSnInvalid",
                "iSCSI.iSCSITMF.AbortTaskSimpleAsync",
                "iSCSI.iSCSITMF.LUNResetSimpleAsync");

        /** Suites that write every length up to 256 blocks; in pieces of 512 bytes each takes a minute. */
        private static final Set<String> MOVING_MUCH =
                Set.of("CompareAndWrite", "OrWrite", "Unmap", "WriteSame10", "WriteSame16");

        private static final String SECRETS =
                "IncomingUser { joe = secret-of-joe-1 }, OutgoingUser = \"vault secret-of-vault\"";
        private static final String USER = "joe%secret-of-joe-1@";
        private static final String PROOF = "?target_user=vault&target_password=secret-of-vault";

        private final String settings;
        private final String urlOptions;

        Way(String settings, String urlOptions) {
            this.settings = settings;
            this.urlOptions = urlOptions;
        }

        /** A test whose course depends on this way; all may be run over it, most of them to no purpose. */
        boolean concerns(String test) {
            String suite = test.substring(test.indexOf('.') + 1, test.lastIndexOf('.'));
            return allows(test)
                    && (MOVING.contains(suite) || (!settings.endsWith(SMALL) && MOVING_MUCH.contains(suite)));
        }

        /** False for a test that cannot be run over this way. */
        boolean allows(String test) {
            return !settings.endsWith(SMALL) || !NOT_SMALL.contains(test);
        }

        /** A target that has no LUN but the one: a reset of it is no other test's. */
        private String iqn(LunKind kind) {
            String way = name().toLowerCase(Locale.ROOT).replace('_', '-');
            return "iqn.2026-11.dev.targetnode:" + way + "." + kind.title();
        }
    }

    /** Before the start. */
    static final TestCuNode NONE = new TestCuNode(null, List.of(), null, null);

    private final @Nullable NodeProcess node;
    private final List<LoopDevice> loops;
    private final @Nullable TestCuTable table;
    private final @Nullable TestCu program;

    private TestCuNode(
            @Nullable NodeProcess node, List<LoopDevice> loops, @Nullable TestCuTable table, @Nullable TestCu program) {
        this.node = node;
        this.loops = loops;
        this.table = table;
        this.program = program;
    }

    static TestCuNode start(Path directory) {
        TestCuTable table = TestCuTable.read();
        List<LoopDevice> loops = new ArrayList<>();
        NodeBuilder builder = NodeBuilder.in(directory);
        for (LunKind kind : LunKind.values()) {
            kind.addTo(builder, loops);
            builder.target(otherPath(kind), kind.lun());
            for (Way way : Way.values()) {
                builder.target(way.iqn(kind), kind.lun(), way.settings);
            }
        }
        return new TestCuNode(builder.start(), loops, table, new TestCu(table, directory));
    }

    void stop() {
        if (node != null) {
            program().close();
            try (NodeProcess running = node) {
                running.stop();
            } finally {
                loops.forEach(LoopDevice::close);
            }
        }
    }

    TestCuTable table() {
        return Objects.requireNonNull(table);
    }

    TestCu program() {
        return Objects.requireNonNull(program);
    }

    List<DynamicTest> tests(LunKind kind, Way way, Predicate<String> chosen) {
        NodeProcess running = Objects.requireNonNull(node);
        String url = running.url(way.iqn(kind), kind.lun()) + way.urlOptions;
        if (way.urlOptions.startsWith(Way.PROOF)) {
            url = url.replace("iscsi://", "iscsi://" + Way.USER);
        }
        return program().tests(kind, url, running.url(otherPath(kind), kind.lun()), chosen);
    }

    /** Another target with the same LUN, as another port of an array is. */
    private static String otherPath(LunKind kind) {
        return "iqn.2026-11.dev.targetnode:other-path." + kind.title();
    }
}
