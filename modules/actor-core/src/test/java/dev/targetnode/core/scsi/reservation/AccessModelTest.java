package dev.targetnode.core.scsi.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.targetnode.core.scsi.AluaState;
import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.CommandDecision;
import dev.targetnode.core.scsi.CommandTable;
import dev.targetnode.core.scsi.Gate;
import dev.targetnode.core.scsi.MediumState;
import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.ReservationAccess;
import dev.targetnode.core.scsi.UnitAttentions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random commands of several nexuses, against a model that is written the other way round: it keeps what each nexus may do
 * in plain tables, laid out as SPC-2 (RESERVE), SPC-4 and SBC-3 (persistent reservations) lay them out.
 */
final class AccessModelTest {
    private static final int STEPS = 20_000;
    private static final int NEXUSES = 4;

    private static final String ALWAYS = "INQUIRY REPORT_LUNS REQUEST_SENSE READ_CAPACITY_10 READ_CAPACITY_16 LOG_SENSE"
            + " RELEASE_6 RELEASE_10 START PREVENT_0";

    /** Those that end with a conflict only where another nexus keeps everyone out. */
    private static final String READING = " MODE_SENSE_6 MODE_SENSE_10 READ_6 READ_10 READ_12 READ_16"
            + " REPORT_SUPPORTED_OPCODES REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS VERIFY_10 VERIFY_12 VERIFY_16"
            + " PRE_FETCH_10 PRE_FETCH_16 GET_LBA_STATUS READ_DEFECT_DATA_10 READ_DEFECT_DATA_12"
            + " RECEIVE_DIAGNOSTIC_RESULTS";

    private static final String CHANGING = " WRITE_6 WRITE_10 WRITE_12 WRITE_16 WRITE_AND_VERIFY_10"
            + " WRITE_AND_VERIFY_12 WRITE_AND_VERIFY_16 WRITE_SAME_10 WRITE_SAME_16 UNMAP SYNCHRONIZE_CACHE_10"
            + " SYNCHRONIZE_CACHE_16 COMPARE_AND_WRITE ORWRITE MODE_SELECT_6 MODE_SELECT_10 LOG_SELECT SEND_DIAGNOSTIC"
            + " STOP PREVENT_1";

    private static final List<String> ALL = List.of((ALWAYS + " TEST_UNIT_READY" + READING + CHANGING).split(" ", -1));

    /** What each kind of reservation of another leaves to a nexus. */
    private static final Map<String, String> ALLOWED = Map.of(
            "none", ALWAYS + " TEST_UNIT_READY" + READING + CHANGING,
            "reserved", ALWAYS,
            "write-exclusive", ALWAYS + " TEST_UNIT_READY" + READING,
            "exclusive-access", ALWAYS + " TEST_UNIT_READY");

    /** The commands of which a part goes ahead, by their CDBs. */
    private static final Map<String, Cdb> BY_CDB = Map.of(
            "START", Cdb.ofBytes(0x1B, 0, 0, 0, 1, 0),
            "STOP", Cdb.ofBytes(0x1B, 0, 0, 0, 0, 0),
            "PREVENT_0", Cdb.ofBytes(0x1E, 0, 0, 0, 0, 0),
            "PREVENT_1", Cdb.ofBytes(0x1E, 0, 0, 0, 1, 0));

    private static boolean goesAhead(String name, ReservationAccess access) {
        Gate.State state = new Gate.State(access, AluaState.ACTIVE_OPTIMIZED, UnitAttentions.NONE, MediumState.READY);
        Cdb cdb = BY_CDB.get(name);
        Operation operation = cdb == null ? Operation.valueOf(name) : CommandTable.THIN_DISK.find(cdb);
        CommandDecision decision = Gate.decide(operation, cdb == null ? Cdb.ofBytes(0) : cdb, state);
        return decision == CommandDecision.RUN;
    }

    /** The model: keys by nexus number (0 for none), the number of who holds, or -1. */
    private static final class Model {
        final long[] keys = new long[NEXUSES];
        int type;
        int holder = -1;
        int reserved = -1;

        String leaves(int nexus) {
            if (reserved >= 0) {
                return reserved == nexus ? "none" : "reserved";
            }
            boolean registered = keys[nexus] != 0;
            boolean free = type == 0 || holder == nexus || (type >= 5 && registered);
            return free ? "none" : type == 1 || type == 5 || type == 7 ? "write-exclusive" : "exclusive-access";
        }

        boolean holds(int nexus) {
            return type >= 7 ? keys[nexus] != 0 : type != 0 && holder == nexus;
        }

        private void dropOrphans() {
            boolean any = false;
            for (long key : keys) {
                any |= key != 0;
            }
            if (type >= 7 ? !any : type != 0 && keys[holder] == 0) {
                type = 0;
                holder = -1;
            }
        }

        /** True where the command is GOOD, and then it has been done. */
        boolean command(int nexus, Operation operation, int newType, long key, long other) {
            if (operation == Operation.RESERVE_6 || operation == Operation.RELEASE_6) {
                return reserve(nexus, operation == Operation.RESERVE_6);
            }
            boolean ignores = operation == Operation.PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY;
            if (reserved >= 0 || (!ignores && key != keys[nexus])) {
                return false;
            }
            if (ignores || operation == Operation.PERSISTENT_RESERVE_OUT_REGISTER) {
                keys[nexus] = other;
                dropOrphans();
                return true;
            }
            return keys[nexus] != 0 && registeredCommand(nexus, operation, newType, other);
        }

        private boolean reserve(int nexus, boolean take) {
            boolean any = false;
            for (long key : keys) {
                any |= key != 0;
            }
            if (any) {
                return holds(nexus) || (type >= 5 && keys[nexus] != 0);
            }
            if (reserved >= 0 && reserved != nexus) {
                return !take;
            }
            reserved = take ? nexus : -1;
            return true;
        }

        private boolean registeredCommand(int nexus, Operation operation, int newType, long other) {
            switch (operation) {
                case PERSISTENT_RESERVE_OUT_RESERVE -> {
                    if (type != 0) {
                        return holds(nexus) && type == newType;
                    }
                    take(nexus, newType);
                    return true;
                }
                case PERSISTENT_RESERVE_OUT_RELEASE -> {
                    if (holds(nexus) && type != newType) {
                        return false;
                    }
                    if (holds(nexus)) {
                        take(-1, 0);
                    }
                    return true;
                }
                case PERSISTENT_RESERVE_OUT_CLEAR -> {
                    Arrays.fill(keys, 0);
                    take(-1, 0);
                    return true;
                }
                default -> {
                    return preempt(nexus, newType, other);
                }
            }
        }

        private boolean preempt(int nexus, int newType, long other) {
            boolean takes = type >= 7 ? other == 0 : type != 0 && keys[holder] == other;
            boolean found = false;
            for (int i = 0; i < NEXUSES; i++) {
                boolean match = keys[i] != 0 && ((takes && type >= 7) || keys[i] == other);
                found |= match;
                if (match && !(takes && i == nexus)) {
                    keys[i] = 0;
                }
            }
            if (takes) {
                take(nexus, newType);
            }
            dropOrphans();
            return found;
        }

        private void take(int nexus, int newType) {
            type = newType;
            holder = newType >= 7 ? -1 : nexus;
        }
    }

    private static final List<Operation> COMMANDS = List.of(
            Operation.PERSISTENT_RESERVE_OUT_REGISTER,
            Operation.PERSISTENT_RESERVE_OUT_REGISTER,
            Operation.PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY,
            Operation.PERSISTENT_RESERVE_OUT_RESERVE,
            Operation.PERSISTENT_RESERVE_OUT_RESERVE,
            Operation.PERSISTENT_RESERVE_OUT_RELEASE,
            Operation.PERSISTENT_RESERVE_OUT_PREEMPT,
            Operation.PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT,
            Operation.PERSISTENT_RESERVE_OUT_CLEAR,
            Operation.RESERVE_6,
            Operation.RELEASE_6);

    @Test
    void randomCommandsAgreeWithTheTablesOfTheStandards() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("AccessModelTest: -Dseed=" + seed);
        Random random = new Random(seed);
        Reserver unit = new Reserver();
        Model model = new Model();
        Map<String, Integer> seen = new LinkedHashMap<>();
        int[] types = {1, 3, 5, 6, 7, 8};
        for (int step = 0; step < STEPS; step++) {
            int nexus = random.nextInt(NEXUSES);
            Operation operation = COMMANDS.get(random.nextInt(COMMANDS.size()));
            int type = types[random.nextInt(types.length)];
            // mostly the nexus's own key, else few enough to meet another's
            long key = random.nextInt(4) > 0 ? model.keys[nexus] : random.nextInt(4);
            long other = random.nextInt(4);
            String what = "step " + step + ": nexus " + nexus + " " + operation + " type " + type + " keys " + key
                    + ", " + other;
            boolean good = model.command(nexus, operation, type, key, other);
            ReservationOutcome outcome = judge(unit, Reserver.nexus(nexus), operation, type, key, other);
            assertEquals(good, outcome instanceof ReservationOutcome.Done, what);
            if (outcome instanceof ReservationOutcome.Done done) {
                unit.now = done.next();
            }
            for (int each = 0; each < NEXUSES; each++) {
                compare(model.leaves(each), unit.now.access(Reserver.nexus(each)), what + ", asked by " + each);
                seen.merge(model.leaves(each), 1, Integer::sum);
            }
        }
        assertEquals(ALLOWED.keySet(), seen.keySet(), "each kind of access has come up");
    }

    private static ReservationOutcome judge(
            Reserver unit, ItNexus nexus, Operation operation, int type, long key, long other) {
        return switch (operation) {
            case RESERVE_6 -> ReserveRelease.reserve(nexus, unit.now);
            case RELEASE_6 -> ReserveRelease.release(nexus, unit.now);
            default -> unit.judge(nexus, operation, type, Reserver.list(key, other, 0));
        };
    }

    private static void compare(String left, ReservationAccess access, String what) {
        List<String> allowed = List.of(ALLOWED.getOrDefault(left, "").split(" ", -1));
        for (String name : ALL) {
            assertEquals(allowed.contains(name), goesAhead(name, access), () -> what + ": " + name + " where " + left);
        }
    }

    @Test
    void everyCommandOfADiskIsInTheTables() {
        List<String> missing = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            missing.add(operation.name());
        }
        missing.removeAll(ALL);
        missing.removeAll(List.of("START_STOP_UNIT", "PREVENT_ALLOW_MEDIUM_REMOVAL", "RESERVE_6", "RESERVE_10"));
        missing.removeIf(name -> name.startsWith("PERSISTENT_RESERVE_"));
        assertEquals(List.of(), missing);
    }
}
