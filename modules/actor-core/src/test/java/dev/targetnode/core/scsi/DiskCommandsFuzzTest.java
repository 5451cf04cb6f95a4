package dev.targetnode.core.scsi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The committed corpus and seeded mutations of it: flipped bits, cut tails, edge values. In plain JUnit, since the
 * instrumentation of a coverage-guided fuzzer slows every test of the module that runs after it.
 */
final class DiskCommandsFuzzTest {
    private static final String[] CORPUS = {
        "inquiry_page_83",
        "mode_sense_10_long",
        "read10_last_block",
        "read16_lba_all_ones",
        "report_luns_allocation_max",
        "request_sense_descriptor",
        "service_action_unknown",
        "supported_opcodes_one",
        "synchronize_cache_to_end",
        "unmap_header_claims_more",
        "unmap_negative_lba",
        "unmap_two_ranges",
        "write10_read_only",
        "write_same_block",
        "write_same_ndob_unmap"
    };
    private static final byte[] EDGES = {0, 1, 0x7F, (byte) 0x80, (byte) 0xFF};
    private static final int MUTATIONS = 3_000;

    private static byte[] input(String name) throws IOException {
        try (InputStream in = DiskCommandsFuzzTest.class.getResourceAsStream("plan-corpus/" + name)) {
            assertTrue(in != null, "corpus file " + name);
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    @Test
    void everyInputOfTheCorpusHasAPlan() throws IOException {
        for (String name : CORPUS) {
            PlanChecks.check(input(name));
        }
    }

    @Test
    void everyMutationOfTheCorpusHasAPlan() throws IOException {
        Random random = Seeds.random("DiskCommandsFuzzTest");
        for (String name : CORPUS) {
            byte[] seed = input(name);
            for (int i = 0; i < MUTATIONS; i++) {
                PlanChecks.check(mutated(seed, random));
            }
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] out = seed.clone();
        int reach = Math.min(out.length, 64);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(reach);
            if (random.nextBoolean()) {
                out[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                out[at] = EDGES[random.nextInt(EDGES.length)];
            }
        }
        boolean cut = random.nextInt(8) == 0;
        return cut ? Arrays.copyOf(out, random.nextInt(out.length + 1)) : out;
    }
}
