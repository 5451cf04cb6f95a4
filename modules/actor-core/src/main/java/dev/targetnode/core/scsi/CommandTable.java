package dev.targetnode.core.scsi;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations that one kind of device offers. The lookup that dispatches commands and the list that REPORT SUPPORTED
 * OPERATION CODES gives are the same object. Immutable.
 */
public final class CommandTable {
    private static final int OPCODES = 256;
    private static final int SERVICE_ACTIONS = 32;
    private static final int PERSISTENT_RESERVE_IN = 0x5E;
    private static final int PERSISTENT_RESERVE_OUT = 0x5F;

    /** A disk whose store gives unmapped blocks back. */
    public static final CommandTable THIN_DISK = new CommandTable(EnumSet.allOf(Operation.class));

    /** A fully provisioned disk: UNMAP is an invalid operation code there (SBC-3 5.28). */
    public static final CommandTable THICK_DISK = new CommandTable(EnumSet.complementOf(EnumSet.of(Operation.UNMAP)));

    private final List<Operation> operations;
    private final @Nullable Operation[] single = new @Nullable Operation[OPCODES];
    private final @Nullable Operation[] byServiceAction = new @Nullable Operation[OPCODES * SERVICE_ACTIONS];
    private final boolean[] withServiceActions = new boolean[OPCODES];

    CommandTable(Collection<Operation> offered) {
        Operation[] sorted = offered.toArray(new Operation[0]);
        Arrays.sort(
                sorted,
                (a, b) -> a.opcode() != b.opcode() ? a.opcode() - b.opcode() : a.serviceAction() - b.serviceAction());
        this.operations = List.of(sorted);
        for (Operation operation : sorted) {
            if (operation.hasServiceAction()) {
                withServiceActions[operation.opcode()] = true;
                byServiceAction[operation.opcode() * SERVICE_ACTIONS + operation.serviceAction()] = operation;
            } else {
                single[operation.opcode()] = operation;
            }
        }
    }

    /** The operation that a CDB names, or null where this device does not offer it. */
    public @Nullable Operation find(Cdb cdb) {
        int opcode = cdb.opcode();
        Operation operation = single[opcode];
        return operation != null ? operation : byServiceAction[opcode * SERVICE_ACTIONS + cdb.serviceAction()];
    }

    /**
     * Why {@link #find} gave null: 20/00, pointing at the operation code or at its service action. PERSISTENT RESERVE IN and
     * OUT have each but a part of their service actions here, and what is missing is then an invalid field (SPC-4 6.15.1,
     * 6.16.2).
     */
    public Sense refusal(Cdb cdb) {
        if (cdb.opcode() == PERSISTENT_RESERVE_IN || cdb.opcode() == PERSISTENT_RESERVE_OUT) {
            return Sense.invalidFieldInCdb(1, 4);
        }
        return withServiceActions[cdb.opcode()] ? Sense.invalidServiceAction(1, 4) : Sense.invalidOpcode();
    }

    /** Every operation, by operation code and service action. */
    public List<Operation> operations() {
        return operations;
    }

    /** True where the operation code, 0 to 255, is qualified by a service action here. */
    boolean hasServiceActions(int opcode) {
        return withServiceActions[opcode];
    }

    /** The operation with this code and, where the code has them, this service action (0 to 65,535); or null. */
    @Nullable
    Operation find(int opcode, int serviceAction) {
        if (!withServiceActions[opcode]) {
            return single[opcode];
        }
        return serviceAction < SERVICE_ACTIONS ? byServiceAction[opcode * SERVICE_ACTIONS + serviceAction] : null;
    }
}
