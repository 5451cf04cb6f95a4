package dev.targetnode.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DiskCommandsPropertyTest {
    private static final int RUNS = 200_000;

    @Test
    void randomCommandsNeverThrowAndNeverLeaveTheDisk() {
        Random random = Seeds.random("DiskCommandsPropertyTest");
        Operation[] operations = Operation.values();
        for (int run = 0; run < RUNS; run++) {
            byte[] input = new byte[1 + Cdb.BYTES + random.nextInt(64)];
            random.nextBytes(input);
            if (run % 4 != 0) { // mostly real operations with sparse bits, which get further
                Operation operation = operations[random.nextInt(operations.length)];
                for (int i = 1; i <= Cdb.BYTES; i++) {
                    input[i] &= (byte) (random.nextInt(3) == 0 ? -1 : 0);
                }
                input[1] = (byte) operation.opcode();
                input[2] = (byte) (operation.hasServiceAction() ? operation.serviceAction() : input[2] & 0x18);
            }
            PlanChecks.check(input);
        }
    }

    @Test
    void everyReservedBitOfEveryCommandIsRefusedWithAPointerToIt() {
        for (Operation operation : Operation.values()) {
            Cdb plain = Cdb.ofBytes(operation.opcode(), Math.max(0, operation.serviceAction()));
            byte[] usage = operation.usage();
            int refused = 0;
            for (int bit = 8; bit < 8 * operation.cdbBytes(); bit++) {
                Cdb cdb = bit < 64
                        ? new Cdb(plain.high() | Long.MIN_VALUE >>> bit, plain.low())
                        : new Cdb(plain.high(), Long.MIN_VALUE >>> (bit - 64));
                int index = bit / 8;
                int inByte = 7 - bit % 8;
                boolean serviceAction = index == 1 && inByte < 5 && operation.hasServiceAction();
                boolean used = (usage[index] & 1 << inByte) != 0;
                if (used || serviceAction) {
                    assertTrue(operation.accepts(cdb), operation + " refuses byte " + index + " bit " + inByte);
                } else if (!operation.accepts(cdb)) {
                    refused++;
                    Plan plan = DiskCommands.plan(operation, Disks.THIN, Disks.NEXUS, cdb, List.of());
                    assertEquals(Plan.check(Sense.invalidFieldInCdb(index, inByte)), plan, operation.title());
                }
            }
            assertTrue(refused >= 6, operation + " refuses only " + refused + " bits"); // at least CONTROL's
        }
    }

    @Test
    void read10RefusesExactlyItsReservedBits() {
        // Byte 1 bit 0 (RELADR), byte 6 bits 7 to 5, CONTROL bits 5 to 0. RARC and FUA_NV are ignored.
        String refused = "1.0 6.7 6.6 6.5 9.5 9.4 9.3 9.2 9.1 9.0";
        StringBuilder seen = new StringBuilder();
        for (int bit = 8; bit < 80; bit++) {
            int[] bytes = new int[10];
            bytes[0] = 0x28;
            bytes[bit / 8] |= 0x80 >> bit % 8;
            if (!Operation.READ_10.accepts(Cdb.ofBytes(bytes))) {
                seen.append(bit / 8).append('.').append(7 - bit % 8).append(' ');
            }
        }
        assertEquals(refused, seen.toString().trim());
    }

    @Test
    void everyOperationOfATableIsPlannedAndEveryOtherCodeIsInvalid() {
        for (int opcode = 0; opcode < 256; opcode++) {
            for (int serviceAction = 0; serviceAction < 32; serviceAction++) {
                Cdb cdb = Cdb.ofBytes(opcode, serviceAction);
                if (Disks.THIN.commands().find(cdb) == null) {
                    Plan.Check check = assertInstanceOf(
                            Plan.Check.class, DiskCommands.plan(Disks.THIN, Disks.NEXUS, cdb, List.of()));
                    // PERSISTENT RESERVE IN and OUT call an unknown service action an invalid field (SPC-4 6.15.1)
                    boolean persistentReserve = opcode == 0x5E || opcode == 0x5F;
                    assertEquals(persistentReserve ? 0x24 : 0x20, check.sense().asc());
                }
            }
        }
    }
}
