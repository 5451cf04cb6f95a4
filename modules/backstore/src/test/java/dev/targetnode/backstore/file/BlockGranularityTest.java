package dev.targetnode.backstore.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.targetnode.backstore.posix.BlockQueue;
import dev.targetnode.core.backstore.BackstoreOpenException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a block device is thin. */
class BlockGranularityTest {
    private static final BlockQueue ABLE = new BlockQueue(1 << 30, 65_536, 0, 1 << 30, 0);
    private static final BlockQueue DISCARDS_WITHOUT_ZEROS = new BlockQueue(1 << 30, 4096, 0, 0, 0);
    private static final BlockQueue UNABLE = new BlockQueue(0, 0, 0, 1 << 20, 1);

    @Test
    void isThinWhereTheDeviceGivesBackAndZeroes() throws Exception {
        assertEquals(65_536, granularity(ABLE, null));
        assertEquals(65_536, granularity(ABLE, true));
        assertEquals(0, granularity(ABLE, false));
    }

    @Test
    void isNotThinByItselfWhereReadsMightFindOldBytes() throws Exception {
        assertEquals(0, granularity(DISCARDS_WITHOUT_ZEROS, null));
        assertEquals(0, granularity(UNABLE, null));
    }

    @Test
    void saysWhyItCannotBeThin() {
        assertEquals(
                "block device x does not promise zeros where it gives space back; leave out thin_provisioned",
                refusal(DISCARDS_WITHOUT_ZEROS));
        assertEquals("block device x cannot give space back; leave out thin_provisioned", refusal(UNABLE));
    }

    private static String refusal(BlockQueue queue) {
        return String.valueOf(assertThrows(BackstoreOpenException.class, () -> granularity(queue, true))
                .getMessage());
    }

    private static int granularity(BlockQueue queue, @Nullable Boolean wanted) throws BackstoreOpenException {
        return BlockPreparation.granularity("block device x", queue, wanted, 512);
    }
}
