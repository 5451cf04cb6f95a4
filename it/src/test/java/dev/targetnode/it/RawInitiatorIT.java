package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measuring instrument itself: this module's initiator against a target that nobody here wrote. */
final class RawInitiatorIT {
    private static final int BLOCK = 512;

    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest(name = "InitialR2T {0}, ImmediateData {1}, header digest {2}, data digest {3}")
    @CsvSource({
        "true,  true,  false, false",
        "true,  false, false, false",
        "false, true,  true,  false",
        "false, false, true,  true",
    })
    void readsBackWhatItWroteThroughAnotherTarget(boolean r2t, boolean immediate, boolean header, boolean data)
            throws IOException {
        try (TgtdProcess tgtd = TgtdProcess.start(directory, 16);
                RawInitiator initiator = RawInitiator.login(
                        tgtd.port(),
                        NodeBuilder.IQN,
                        new RawInitiator.Options(r2t, immediate, header, data, "iqn.2026-11.org.example:it"))) {
            initiator.clearUnitAttentions(TgtdProcess.LUN);
            Random random = Seeds.random("RawInitiatorIT");
            for (int blocks : new int[] {1, 17, 255, 1500}) {
                byte[] written = new byte[blocks * BLOCK];
                random.nextBytes(written);
                initiator
                        .execute(TgtdProcess.LUN, Cdb.write16(blocks, blocks), written, 0)
                        .expectGood();
                assertArrayEquals(written, initiator.read(TgtdProcess.LUN, blocks, blocks, BLOCK));
            }
            initiator.ping("still there".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertEquals(
                    RawInitiator.FUNCTION_COMPLETE,
                    initiator.taskManagement(RawInitiator.LOGICAL_UNIT_RESET, TgtdProcess.LUN, Pdu.RESERVED_TAG));
            initiator.logout();
        }
    }

    @Test
    void reportsSenseOfAReadBeyondTheEnd() throws IOException {
        try (TgtdProcess tgtd = TgtdProcess.start(directory, 16);
                RawInitiator initiator =
                        RawInitiator.login(tgtd.port(), NodeBuilder.IQN, RawInitiator.Options.DEFAULT)) {
            initiator.clearUnitAttentions(TgtdProcess.LUN);
            ScsiResult result = initiator.execute(TgtdProcess.LUN, Cdb.read16(1L << 40, 1), new byte[0], BLOCK);
            assertEquals(ScsiResult.CHECK_CONDITION, result.status());
            assertEquals(0x05, result.senseKey());
            assertEquals(0x2100, result.asc());
        }
    }
}
