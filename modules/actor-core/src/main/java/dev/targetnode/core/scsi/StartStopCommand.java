package dev.targetnode.core.scsi;

import dev.targetnode.core.scsi.Plan.Action;

/** START STOP UNIT (SBC-3 5.25). */
final class StartStopCommand {
    private static final int IMMED = 0x01;
    private static final int START = 0x01;
    private static final int LOEJ = 0x02;
    private static final int NO_FLUSH = 0x04;

    private StartStopCommand() {}

    static Plan plan(DiskState disk, Cdb cdb) {
        int condition = cdb.u8(4) >> 4;
        if (condition != 0) {
            return powerCondition(condition, cdb);
        }
        if (cdb.bit(3, 0x0F)) { // a POWER CONDITION MODIFIER modifies a power condition
            return Plan.check(Sense.invalidFieldInCdb(3, 3));
        }
        boolean start = cdb.bit(4, START);
        boolean loadEject = cdb.bit(4, LOEJ);
        if (loadEject && !disk.removable()) {
            return Plan.check(Sense.invalidFieldInCdb(4, 1));
        }
        Action action = loadEject ? start ? Action.LOAD : Action.EJECT : start ? Action.START : Action.STOP;
        return new Plan.StartStop(action, !start && !cdb.bit(4, NO_FLUSH), cdb.bit(1, IMMED));
    }

    /**
     * START and LOEJ mean nothing here. ACTIVE, IDLE, STANDBY, LU_CONTROL, FORCE_IDLE_0 and FORCE_STANDBY_0 are taken: a
     * disk without a motor is as quick in each of them, and none keeps a command from being processed.
     */
    private static Plan powerCondition(int condition, Cdb cdb) {
        int modifier = cdb.u8(3);
        int modifiersEnd = switch (condition) {
            case 0x1, 0x7, 0xA, 0xB -> 1;
            case 0x2 -> 3; // idle_a to idle_c
            case 0x3 -> 2; // standby_z and standby_y
            default -> 0;
        };
        if (modifiersEnd == 0) {
            return Plan.check(Sense.invalidFieldInCdb(4, 7));
        }
        return modifier < modifiersEnd ? Plan.GOOD : Plan.check(Sense.invalidFieldInCdb(3, 3));
    }

    /** START 1 with nothing else, which no reservation keeps from a unit (SBC-3 4.16). */
    static boolean onlyStarts(Cdb cdb) {
        return cdb.u8(3) == 0 && (cdb.u8(4) & ~NO_FLUSH) == START;
    }
}
