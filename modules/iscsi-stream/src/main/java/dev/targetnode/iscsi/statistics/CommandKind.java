package dev.targetnode.iscsi.statistics;

/** What a command is to whoever looks at a disk's load. */
public enum CommandKind {
    READ,
    WRITE,
    /** Everything that moves no blocks. */
    OTHER;

    private static final int OPCODES = 256;
    private static final CommandKind[] BY_OPCODE = new CommandKind[OPCODES];

    static {
        java.util.Arrays.fill(BY_OPCODE, OTHER);
        for (int opcode : new int[] {0x08, 0x28, 0xA8, 0x88}) { // READ (6), (10), (12), (16)
            BY_OPCODE[opcode] = READ;
        }
        // WRITE (6), (10), (12), (16), WRITE AND VERIFY (10), (12), (16), COMPARE AND WRITE, ORWRITE (16)
        for (int opcode : new int[] {0x0A, 0x2A, 0xAA, 0x8A, 0x2E, 0xAE, 0x8E, 0x89, 0x8B}) {
            BY_OPCODE[opcode] = WRITE;
        }
    }

    /** By the first byte of a CDB, 0 to 255. */
    public static CommandKind ofOpcode(int opcode) {
        return BY_OPCODE[opcode];
    }
}
