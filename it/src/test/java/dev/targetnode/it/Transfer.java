package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.util.Random;

/** A short check that a LUN of 512-byte blocks holds what is written to it, over every way data can travel. */
final class Transfer {
    private static final int BLOCK = 512;

    private Transfer() {}

    /** Immediate, unsolicited and solicited data, small and large, read back and compared. */
    static void check(NodeProcess node, int lun) throws IOException {
        Random random = Seeds.random("Transfer");
        for (boolean r2t : new boolean[] {true, false}) {
            for (boolean immediate : new boolean[] {true, false}) {
                try (RawInitiator initiator = RawInitiator.login(
                        node.port(),
                        NodeBuilder.IQN,
                        new RawInitiator.Options(r2t, immediate, false, false, "iqn.2026-11.org.example:it"))) {
                    check(initiator, lun, random);
                    initiator.logout();
                }
            }
        }
    }

    static void check(RawInitiator initiator, int lun, Random random) throws IOException {
        initiator.clearUnitAttentions(lun);
        for (int blocks : new int[] {1, 8, 129, 2048}) {
            byte[] data = new byte[blocks * BLOCK];
            random.nextBytes(data);
            initiator.execute(lun, Cdb.write16(blocks, blocks), data, 0).expectGood();
            assertArrayEquals(data, initiator.read(lun, blocks, blocks, BLOCK));
        }
    }
}
