package dev.targetnode.core.scsi.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.ReservationAccess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random commands of several nexuses, against a model that is written the other way round: it keeps what each nexus may do
 * in plain tables, laid out as SPC-2 (RESERVE), SPC-4 and SBC-3 (persistent reservations) lay them out.
 */
final class AccessModelTest {
    private static final int STEPS = 20_000;
    private static final int NEXUSES = 4;

    private static final String ALWAYS = "inquiry report-luns request-sense read-capacity release";
    private static final Map<String, Set<Operation>> GROUPS = Map.of(
            "inquiry", EnumSet.of(Operation.INQUIRY),
            "report-luns", EnumSet.of(Operation.REPORT_LUNS),
            "request-sense", EnumSet.of(Operation.REQUEST_SENSE),
            "read-capacity", EnumSet.of(Operation.READ_CAPACITY_10, Operation.READ_CAPACITY_16),
            "release", EnumSet.of(Operation.RELEASE_6, Operation.RELEASE_10),
            "test-unit-ready", EnumSet.of(Operation.TEST_UNIT_READY),
            "mode-sense", EnumSet.of(Operation.MODE_SENSE_6, Operation.MODE_SENSE_10),
            "read", EnumSet.of(Operation.READ_6, Operation.READ_10, Operation.READ_12, Operation.READ_16),
            "report-opcodes", EnumSet.of(Operation.REPORT_SUPPORTED_OPCODES),
            "write",
                    EnumSet.of(
                            Operation.WRITE_6,
                            Operation.WRITE_10,
                            Operation.WRITE_12,
                            Operation.WRITE_16,
                            Operation.WRITE_SAME_16,
                            Operation.UNMAP,
                            Operation.SYNCHRONIZE_CACHE_10,
                            Operation.SYNCHRONIZE_CACHE_16));

    /** What each kind of reservation of another leaves to a nexus. */
    private static final Map<String, String> ALLOWED = Map.of(
            "none", ALWAYS + " test-unit-ready mode-sense read report-opcodes write",
            "reserved", ALWAYS,
            "write-exclusive", ALWAYS + " test-unit-ready mode-sense read report-opcodes",
            "exclusive-access", ALWAYS + " test-unit-ready");

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
        for (Map.Entry<String, Set<Operation>> group : GROUPS.entrySet()) {
            for (Operation operation : group.getValue()) {
                assertEquals(
                        allowed.contains(group.getKey()),
                        operation.allowedThrough(access),
                        () -> what + ": " + operation + " where " + left);
            }
        }
    }

    @Test
    void everyCommandOfADiskIsInTheTables() {
        List<Operation> missing = new ArrayList<>(List.of(Operation.values()));
        GROUPS.values().forEach(missing::removeAll);
        missing.removeIf(operation -> operation.name().startsWith("PERSISTENT_RESERVE_")
                || operation.name().startsWith("RESERVE_"));
        assertTrue(missing.isEmpty(), missing::toString);
    }
}
