package dev.targetnode.core.scsi;

import java.util.HexFormat;

/**
 * Every command that the target knows: the one table from which commands are recognised, checked, gated and reported by
 * REPORT SUPPORTED OPERATION CODES. A device offers a subset of it, its {@link CommandTable}.
 *
 * <p>Masks are written byte by byte. <i>Usage</i> names the bits that the target honours and is what is reported (SPC-4
 * 6.35.3). <i>Ignored</i> names bits that are outside the usage and yet accepted, because initiators set them or because
 * another check judges them; every other bit is refused with a field pointer.
 *
 * <p>Flags: {@code R} goes ahead while another I_T nexus holds a RESERVE (SPC-2 5.5.1); {@code W} and {@code X} go ahead
 * under another's Write Exclusive and Exclusive Access persistent reservation (SPC-4 5.13.2); {@code M} modifies the
 * medium; {@code N} needs a ready medium; {@code U} is answered without reporting a pending unit attention (SAM-5 5.14);
 * {@code H} is treated as HEAD OF QUEUE (SAM-5 8.9.1); {@code S} and {@code O} go ahead in the ALUA states standby and
 * unavailable or offline, {@code T} while transitioning (SPC-4 5.15.2.4).
 */
public enum Operation {
    TEST_UNIT_READY(0x00, -1, Transfer.NONE, "W X N H", "00 00 00 00 00 00", "00 e0 00 00 00 00"),
    REQUEST_SENSE(0x03, -1, Transfer.IN, "R W X U S O T", "03 01 00 00 ff 00", "00 e0 00 00 00 00"),
    READ_6(0x08, -1, Transfer.MEDIUM_IN, "W N", "08 1f ff ff ff 00", "00 e0 00 00 00 00"),
    WRITE_6(0x0A, -1, Transfer.MEDIUM_OUT, "M N", "0a 1f ff ff ff 00", "00 e0 00 00 00 00"),
    INQUIRY(0x12, -1, Transfer.IN, "R W X U H S O T", "12 01 ff ff ff 00", "00 e0 00 00 00 00"),
    MODE_SELECT_6(0x15, -1, Transfer.PARAMETERS_OUT, "S", "15 11 00 00 ff 00", "00 e0 00 00 00 00"),
    /** Third parties and extents (SPC-2 7.21, 7.16) are bits that are refused. */
    RESERVE_6(0x16, -1, Transfer.NONE, "W X S", "16 00 00 00 00 00", "00 e0 00 00 00 00"),
    RELEASE_6(0x17, -1, Transfer.NONE, "R W X S", "17 00 00 00 00 00", "00 e0 00 00 00 00"),
    MODE_SENSE_6(0x1A, -1, Transfer.IN, "W S", "1a 08 ff ff ff 00", "00 e0 00 00 00 00"),
    START_STOP_UNIT(0x1B, -1, Transfer.NONE, "", "1b 01 00 0f f7 00", "00 e0 00 00 00 00"),
    RECEIVE_DIAGNOSTIC_RESULTS(0x1C, -1, Transfer.IN, "W S", "1c 01 ff ff ff 00", "00 00 00 00 00 00"),
    SEND_DIAGNOSTIC(0x1D, -1, Transfer.PARAMETERS_OUT, "S", "1d f4 00 ff ff 00", "00 10 00 00 00 00"),
    PREVENT_ALLOW_MEDIUM_REMOVAL(0x1E, -1, Transfer.NONE, "", "1e 00 00 00 01 00", "00 e0 00 00 00 00"),
    READ_CAPACITY_10(
            0x25, -1, Transfer.IN, "R W X N H S O T", "25 00 ff ff ff ff 00 00 01 00", "00 00 00 00 00 00 00 00 00 00"),
    READ_10(0x28, -1, Transfer.MEDIUM_IN, "W N", "28 18 ff ff ff ff 00 ff ff 00", "00 e6 00 00 00 00 1f 00 00 00"),
    WRITE_10(0x2A, -1, Transfer.MEDIUM_OUT, "M N", "2a 18 ff ff ff ff 00 ff ff 00", "00 e2 00 00 00 00 1f 00 00 00"),
    WRITE_AND_VERIFY_10(
            0x2E, -1, Transfer.MEDIUM_OUT, "M N", "2e 12 ff ff ff ff 00 ff ff 00", "00 e4 00 00 00 00 1f 00 00 00"),
    VERIFY_10(0x2F, -1, Transfer.MEDIUM_OUT, "W N", "2f 16 ff ff ff ff 00 ff ff 00", "00 e0 00 00 00 00 1f 00 00 00"),
    PRE_FETCH_10(0x34, -1, Transfer.NONE, "W N", "34 02 ff ff ff ff 00 ff ff 00", "00 00 00 00 00 00 1f 00 00 00"),
    SYNCHRONIZE_CACHE_10(
            0x35, -1, Transfer.NONE, "N", "35 02 ff ff ff ff 00 ff ff 00", "00 04 00 00 00 00 1f 00 00 00"),
    READ_DEFECT_DATA_10(0x37, -1, Transfer.IN, "W", "37 00 1f 00 00 00 00 ff ff 00", "00 00 00 00 00 00 00 00 00 00"),
    WRITE_SAME_10(
            0x41, -1, Transfer.PARAMETERS_OUT, "M N", "41 08 ff ff ff ff 00 ff ff 00", "00 e0 00 00 00 00 1f 00 00 00"),
    UNMAP(0x42, -1, Transfer.PARAMETERS_OUT, "M N", "42 00 00 00 00 00 00 ff ff 00", "00 00 00 00 00 00 1f 00 00 00"),
    LOG_SELECT(
            0x4C, -1, Transfer.PARAMETERS_OUT, "S", "4c 02 ff ff 00 00 00 ff ff 00", "00 00 00 00 00 00 00 00 00 00"),
    LOG_SENSE(0x4D, -1, Transfer.IN, "R W X S", "4d 00 ff ff 00 ff ff ff ff 00", "00 00 00 00 00 00 00 00 00 00"),
    MODE_SELECT_10(
            0x55, -1, Transfer.PARAMETERS_OUT, "S", "55 11 00 00 00 00 00 ff ff 00", "00 00 00 00 00 00 00 00 00 00"),
    RESERVE_10(0x56, -1, Transfer.NONE, "W X S", "56 00 00 00 00 00 00 00 00 00", "00 e0 00 00 00 00 00 00 00 00"),
    RELEASE_10(0x57, -1, Transfer.NONE, "R W X S", "57 00 00 00 00 00 00 00 00 00", "00 e0 00 00 00 00 00 00 00 00"),
    MODE_SENSE_10(0x5A, -1, Transfer.IN, "W S", "5a 18 ff ff 00 00 00 ff ff 00", "00 00 00 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_IN_READ_KEYS(
            0x5E, 0x00, Transfer.IN, "W X S", "5e 00 00 00 00 00 00 ff ff 00", "00 00 00 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_IN_READ_RESERVATION(
            0x5E, 0x01, Transfer.IN, "W X S", "5e 01 00 00 00 00 00 ff ff 00", "00 00 00 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_IN_REPORT_CAPABILITIES(
            0x5E, 0x02, Transfer.IN, "W X S", "5e 02 00 00 00 00 00 ff ff 00", "00 00 00 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_IN_READ_FULL_STATUS(
            0x5E, 0x03, Transfer.IN, "W X S", "5e 03 00 00 00 00 00 ff ff 00", "00 00 00 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_OUT_REGISTER(
            0x5F,
            0x00,
            Transfer.PARAMETERS_OUT,
            "W X S",
            "5f 00 00 00 00 ff ff ff ff 00",
            "00 00 ff 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_OUT_RESERVE(
            0x5F,
            0x01,
            Transfer.PARAMETERS_OUT,
            "W X S",
            "5f 01 ff 00 00 ff ff ff ff 00",
            "00 00 00 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_OUT_RELEASE(
            0x5F,
            0x02,
            Transfer.PARAMETERS_OUT,
            "W X S",
            "5f 02 ff 00 00 ff ff ff ff 00",
            "00 00 00 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_OUT_CLEAR(
            0x5F,
            0x03,
            Transfer.PARAMETERS_OUT,
            "W X S",
            "5f 03 00 00 00 ff ff ff ff 00",
            "00 00 ff 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_OUT_PREEMPT(
            0x5F,
            0x04,
            Transfer.PARAMETERS_OUT,
            "W X S",
            "5f 04 ff 00 00 ff ff ff ff 00",
            "00 00 00 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT(
            0x5F,
            0x05,
            Transfer.PARAMETERS_OUT,
            "W X S",
            "5f 05 ff 00 00 ff ff ff ff 00",
            "00 00 00 00 00 00 00 00 00 00"),
    PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY(
            0x5F,
            0x06,
            Transfer.PARAMETERS_OUT,
            "W X S",
            "5f 06 00 00 00 ff ff ff ff 00",
            "00 00 ff 00 00 00 00 00 00 00"),
    READ_16(
            0x88,
            -1,
            Transfer.MEDIUM_IN,
            "W N",
            "88 18 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
            "00 e6 00 00 00 00 00 00 00 00 00 00 00 00 3f 00"),
    COMPARE_AND_WRITE(
            0x89,
            -1,
            Transfer.MEDIUM_OUT,
            "M N",
            "89 18 ff ff ff ff ff ff ff ff 00 00 00 ff 00 00",
            "00 e2 00 00 00 00 00 00 00 00 00 00 00 00 3f 00"),
    WRITE_16(
            0x8A,
            -1,
            Transfer.MEDIUM_OUT,
            "M N",
            "8a 18 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
            "00 e2 00 00 00 00 00 00 00 00 00 00 00 00 3f 00"),
    ORWRITE(
            0x8B,
            -1,
            Transfer.MEDIUM_OUT,
            "M N",
            "8b 18 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
            "00 e2 00 00 00 00 00 00 00 00 00 00 00 00 3f 00"),
    WRITE_AND_VERIFY_16(
            0x8E,
            -1,
            Transfer.MEDIUM_OUT,
            "M N",
            "8e 12 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
            "00 e4 00 00 00 00 00 00 00 00 00 00 00 00 3f 00"),
    VERIFY_16(
            0x8F,
            -1,
            Transfer.MEDIUM_OUT,
            "W N",
            "8f 16 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
            "00 e0 00 00 00 00 00 00 00 00 00 00 00 00 3f 00"),
    PRE_FETCH_16(
            0x90,
            -1,
            Transfer.NONE,
            "W N",
            "90 02 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
            "00 00 00 00 00 00 00 00 00 00 00 00 00 00 3f 00"),
    SYNCHRONIZE_CACHE_16(
            0x91,
            -1,
            Transfer.NONE,
            "N",
            "91 02 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
            "00 04 00 00 00 00 00 00 00 00 00 00 00 00 3f 00"),
    WRITE_SAME_16(
            0x93,
            -1,
            Transfer.PARAMETERS_OUT,
            "M N",
            "93 09 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
            "00 e0 00 00 00 00 00 00 00 00 00 00 00 00 3f 00"),
    READ_CAPACITY_16(
            0x9E,
            0x10,
            Transfer.IN,
            "R W X N H S O T",
            "9e 10 ff ff ff ff ff ff ff ff ff ff ff ff 01 00",
            "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"),
    GET_LBA_STATUS(
            0x9E,
            0x12,
            Transfer.IN,
            "W N",
            "9e 12 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
            "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"),
    REPORT_LUNS(
            0xA0,
            -1,
            Transfer.IN,
            "R W X U H S O T",
            "a0 00 ff 00 00 00 ff ff ff ff 00 00",
            "00 00 00 00 00 00 00 00 00 00 00 00"),
    REPORT_SUPPORTED_OPCODES(
            0xA3,
            0x0C,
            Transfer.IN,
            "W S",
            "a3 0c 87 ff ff ff ff ff ff ff 00 00",
            "00 00 00 00 00 00 00 00 00 00 00 00"),
    REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS(
            0xA3,
            0x0D,
            Transfer.IN,
            "W S",
            "a3 0d 80 00 00 00 ff ff ff ff 00 00",
            "00 00 00 00 00 00 00 00 00 00 00 00"),
    READ_12(
            0xA8,
            -1,
            Transfer.MEDIUM_IN,
            "W N",
            "a8 18 ff ff ff ff ff ff ff ff 00 00",
            "00 e6 00 00 00 00 00 00 00 00 1f 00"),
    WRITE_12(
            0xAA,
            -1,
            Transfer.MEDIUM_OUT,
            "M N",
            "aa 18 ff ff ff ff ff ff ff ff 00 00",
            "00 e2 00 00 00 00 00 00 00 00 1f 00"),
    WRITE_AND_VERIFY_12(
            0xAE,
            -1,
            Transfer.MEDIUM_OUT,
            "M N",
            "ae 12 ff ff ff ff ff ff ff ff 00 00",
            "00 e4 00 00 00 00 00 00 00 00 1f 00"),
    VERIFY_12(
            0xAF,
            -1,
            Transfer.MEDIUM_OUT,
            "W N",
            "af 16 ff ff ff ff ff ff ff ff 00 00",
            "00 e0 00 00 00 00 00 00 00 00 1f 00"),
    READ_DEFECT_DATA_12(
            0xB7, -1, Transfer.IN, "W", "b7 1f ff ff ff ff ff ff ff ff 00 00", "00 00 00 00 00 00 00 00 00 00 00 00");

    /** For {@link #serviceAction}: the operation code has none. */
    public static final int NO_SERVICE_ACTION = -1;

    /** The longest time, in seconds, that a command is expected to take without an error (SPC-4 6.35.4). */
    static final int NOMINAL_TIMEOUT_SECONDS = 1;

    /** How long an initiator should wait before it thinks of the command as lost, in seconds (SPC-4 6.35.4). */
    static final int RECOMMENDED_TIMEOUT_SECONDS = 60;

    /** What a command moves, and which side of the corridor supplies it. */
    public enum Transfer {
        /** Nothing. */
        NONE,
        /** Parameter data to the initiator, at most its ALLOCATION LENGTH. */
        IN,
        /** Blocks to the initiator. */
        MEDIUM_IN,
        /** Blocks from the initiator; the plan does not need them. */
        MEDIUM_OUT,
        /** Parameter data from the initiator, complete before the command is planned. */
        PARAMETERS_OUT
    }

    private static final int PROTECT_MASK = 0xE0;

    private final int opcode;
    private final int serviceAction;
    private final Transfer transfer;
    private final int flags;
    private final String usageHex;
    private final int cdbBytes;
    private final long acceptedHigh;
    private final long acceptedLow;

    Operation(int opcode, int serviceAction, Transfer transfer, String flags, String usage, String ignored) {
        this.opcode = opcode;
        this.serviceAction = serviceAction;
        this.transfer = transfer;
        this.flags = flagBits(flags);
        this.usageHex = usage.replace(" ", "");
        this.cdbBytes = usageHex.length() / 2;
        byte[] used = HexFormat.of().parseHex(usageHex);
        byte[] tolerated = HexFormat.of().parseHex(ignored.replace(" ", ""));
        if (used.length != tolerated.length) {
            throw new IllegalStateException(this + ": masks of different length");
        }
        // The operation code and the service action have been matched by the lookup; bytes beyond the CDB's length are
        // padding; bits 7 and 6 of CONTROL belong to the vendor (SAM-5 5.2) and mean nothing here.
        long high = 0;
        long low = 0;
        for (int i = 0; i < Cdb.BYTES; i++) {
            int mask = 0xFF;
            if (i > 0 && i < cdbBytes) {
                mask = (used[i] | tolerated[i]) & 0xFF;
                mask |= i == 1 && serviceAction >= 0 ? 0x1F : 0;
                mask |= i == cdbBytes - 1 ? 0xC0 : 0;
            }
            if (i < Long.BYTES) {
                high = high << 8 | mask;
            } else {
                low = low << 8 | mask;
            }
        }
        this.acceptedHigh = high;
        this.acceptedLow = low;
    }

    private static int flagBits(String letters) {
        int bits = 0;
        for (char letter : letters.replace(" ", "").toCharArray()) {
            bits |= bitOf(letter);
        }
        return bits;
    }

    private static int bitOf(char letter) {
        return 1 << (letter - 'A');
    }

    private boolean has(char letter) {
        return (flags & bitOf(letter)) != 0;
    }

    public int opcode() {
        return opcode;
    }

    /** 0 to 31, or {@link #NO_SERVICE_ACTION}. */
    public int serviceAction() {
        return serviceAction;
    }

    public boolean hasServiceAction() {
        return serviceAction != NO_SERVICE_ACTION;
    }

    /** The standard's name, such as {@code READ (10)}. */
    public String title() {
        int underscore = name().lastIndexOf('_');
        String tail = name().substring(underscore + 1);
        boolean numbered = underscore > 0 && Character.isDigit(tail.charAt(0));
        return numbered
                ? name().substring(0, underscore).replace('_', ' ') + " (" + tail + ")"
                : name().replace('_', ' ');
    }

    public Transfer transfer() {
        return transfer;
    }

    /** The CDB's length in bytes. */
    public int cdbBytes() {
        return cdbBytes;
    }

    /** The CDB USAGE DATA of REPORT SUPPORTED OPERATION CODES, {@link #cdbBytes} long. */
    public byte[] usage() {
        return HexFormat.of().parseHex(usageHex);
    }

    /** True for what a write-protected medium refuses. */
    public boolean modifiesMedium() {
        return has('M');
    }

    /** True for what a medium that is absent or not ready refuses. */
    public boolean needsMedium() {
        return has('N');
    }

    /** True where a pending unit attention is left pending and the command is processed (SAM-5 5.14). */
    public boolean ignoresUnitAttention() {
        return has('U');
    }

    /** True where the command is processed as if its task attribute were HEAD OF QUEUE. */
    public boolean implicitHeadOfQueue() {
        return has('H');
    }

    /** Whether the command goes ahead for a nexus that has only {@code access} to the logical unit. */
    public boolean allowedThrough(ReservationAccess access) {
        return switch (access) {
            case UNRESTRICTED -> true;
            case RESERVED_BY_OTHER -> has('R');
            case WRITE_EXCLUSIVE_BY_OTHER -> has('W');
            case EXCLUSIVE_ACCESS_BY_OTHER -> has('X');
        };
    }

    /** Whether the command goes ahead through a target port group in {@code state}. */
    public boolean allowedIn(AluaState state) {
        return switch (state) {
            case ACTIVE_OPTIMIZED, ACTIVE_NON_OPTIMIZED -> true;
            case STANDBY -> has('S');
            case UNAVAILABLE, OFFLINE -> has('O');
            case TRANSITIONING -> has('T');
        };
    }

    /**
     * Whether this very command goes ahead although its operation as a whole would meet a reservation: to start a unit
     * and to allow a medium's removal (SPC-4 5.13.2).
     */
    boolean passesReservations(Cdb cdb) {
        return switch (this) {
            case START_STOP_UNIT -> StartStopCommand.onlyStarts(cdb);
            case PREVENT_ALLOW_MEDIUM_REMOVAL -> !cdb.bit(4, 0x01);
            default -> false;
        };
    }

    /** True where every bit of the CDB that is set may be. */
    boolean accepts(Cdb cdb) {
        return ((cdb.high() & ~acceptedHigh) | (cdb.low() & ~acceptedLow)) == 0;
    }

    /** The field pointer to the first bit that {@link #accepts} objects to, most significant first. */
    Sense reservedBit(Cdb cdb) {
        long high = cdb.high() & ~acceptedHigh;
        int position = high != 0
                ? Long.numberOfLeadingZeros(high)
                : Long.SIZE + Long.numberOfLeadingZeros(cdb.low() & ~acceptedLow);
        return Sense.invalidFieldInCdb(position / Byte.SIZE, 7 - position % Byte.SIZE);
    }

    /** RDPROTECT or WRPROTECT of a READ, WRITE or WRITE SAME other than the six-byte ones. */
    static boolean protectionAsked(Cdb cdb) {
        return cdb.bit(1, PROTECT_MASK);
    }
}
