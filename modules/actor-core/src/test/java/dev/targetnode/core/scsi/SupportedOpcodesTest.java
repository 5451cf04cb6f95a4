package dev.targetnode.core.scsi;

import static dev.targetnode.core.scsi.Disks.THICK;
import static dev.targetnode.core.scsi.Disks.THIN;
import static dev.targetnode.core.scsi.Disks.hex;
import static dev.targetnode.core.scsi.Disks.reply;
import static dev.targetnode.core.scsi.Disks.sense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SupportedOpcodesTest {
    private static final String TIMEOUTS = "000a 00 00 00000001 0000003c";

    @Test
    void oneCommandFormatGivesTheUsageMap() {
        assertArrayEquals(
                hex("00 03 000a", "28 18 ffffffff 00 ffff 00"), reply(THIN, "a3 0c 01 28 0000 00000100 00 00"));
        assertArrayEquals(
                hex("00 03 0010", "9e 10 ffffffffffffffff ffffffff 01 00"),
                reply(THIN, "a3 0c 02 9e 0010 00000100 00 00"));
        assertArrayEquals(
                hex("00 03 0010", "9e 10 ffffffffffffffff ffffffff 01 00"),
                reply(THIN, "a3 0c 03 9e 0010 00000100 00 00"));
    }

    @Test
    void oneCommandFormatAddsTimeouts() {
        assertArrayEquals(
                hex("00 83 0006", "00 00 00 00 00 00", TIMEOUTS), reply(THIN, "a3 0c 81 00 0000 00000100 00 00"));
    }

    @Test
    void unsupportedCommandsAreReportedAsSuch() {
        byte[] none = hex("00 01 0000");
        assertArrayEquals(none, reply(THIN, "a3 0c 01 ff 0000 00000100 00 00"));
        assertArrayEquals(none, reply(THIN, "a3 0c 81 ff 0000 00000100 00 00"));
        assertArrayEquals(none, reply(THIN, "a3 0c 02 ff 0001 00000100 00 00"));
        assertArrayEquals(none, reply(THIN, "a3 0c 02 9e 0013 00000100 00 00"));
        assertArrayEquals(none, reply(THIN, "a3 0c 02 9e 0110 00000100 00 00"));
        assertArrayEquals(none, reply(THIN, "a3 0c 03 28 0001 00000100 00 00"));
        assertArrayEquals(none, reply(THICK, "a3 0c 01 42 0000 00000100 00 00"));
    }

    @Test
    void refusesAReportingOptionThatDoesNotFitTheCode() {
        assertEquals(Sense.invalidFieldInCdb(3, 7), sense(THIN, "a3 0c 01 9e 0000 00000100 00 00"));
        assertEquals(Sense.invalidFieldInCdb(4, 7), sense(THIN, "a3 0c 02 28 0000 00000100 00 00"));
        assertEquals(Sense.invalidFieldInCdb(2, 2), sense(THIN, "a3 0c 04 28 0000 00000100 00 00"));
    }

    @Test
    void allCommandsFormatListsWhatDispatches() {
        for (DiskState disk : List.of(THIN, THICK)) {
            ByteBuffer all = ByteBuffer.wrap(reply(disk, "a3 0c 00 00 0000 0000ffff 00 00"));
            assertEquals(all.remaining() - 4, all.getInt());
            int count = 0;
            for (; all.hasRemaining(); count++) {
                int opcode = all.get() & 0xFF;
                all.get();
                int serviceAction = all.getShort();
                all.get();
                int flags = all.get();
                Operation operation = Objects.requireNonNull(disk.commands().find(Cdb.ofBytes(opcode, serviceAction)));
                assertEquals(operation.cdbBytes(), all.getShort());
                assertEquals(operation.hasServiceAction() ? 1 : 0, flags);
            }
            assertEquals(disk.commands().operations().size(), count);
        }
    }

    @Test
    void allCommandsFormatAddsTimeoutsToEach() {
        byte[] all = reply(THIN, "a3 0c 80 00 0000 0000ffff 00 00");
        assertEquals(4 + 20 * THIN.commands().operations().size(), all.length);
        assertArrayEquals(hex("00 00 0000 00 02 0006", TIMEOUTS), Arrays.copyOfRange(all, 4, 24));
    }

    @Test
    void cutToTheAllocationLengthTheListStillTellsItsOwn() {
        byte[] cut = reply(THIN, "a3 0c 00 00 0000 00000004 00 00");
        assertEquals(4, cut.length);
        assertEquals(
                8 * THIN.commands().operations().size(), ByteBuffer.wrap(cut).getInt());
    }

    @Test
    void titlesAreTheStandards() {
        assertEquals("READ (10)", Operation.READ_10.title());
        assertEquals("TEST UNIT READY", Operation.TEST_UNIT_READY.title());
        assertEquals("UNMAP", Operation.UNMAP.title());
    }
}
