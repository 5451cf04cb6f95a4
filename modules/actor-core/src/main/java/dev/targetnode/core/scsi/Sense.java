package dev.targetnode.core.scsi;

import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.scsi.SenseKeySpecific.FieldPointer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sense data as a value (SPC-4 4.5). The factories name every condition that the target reports.
 *
 * @param key the sense key
 * @param asc the additional sense code, 0 to 255
 * @param ascq its qualifier, 0 to 255
 * @param information the INFORMATION field (an unsigned LBA or offset), or null where there is none
 * @param specific the SENSE KEY SPECIFIC field, or null where there is none
 * @param deferred it belongs to an earlier command, one that has ended with GOOD already (SPC-4 4.5.7)
 */
public record Sense(
        SenseKey key,
        int asc,
        int ascq,
        @Nullable Long information,
        @Nullable SenseKeySpecific specific,
        boolean deferred) {

    /** Bytes of fixed format sense data as this target sends it. */
    public static final int FIXED_BYTES = 18;

    public static final Sense NO_SENSE = of(SenseKey.NO_SENSE, 0x00, 0x00);
    public static final Sense LOGICAL_UNIT_NOT_SUPPORTED = of(SenseKey.ILLEGAL_REQUEST, 0x25, 0x00);
    public static final Sense PARAMETER_LIST_LENGTH_ERROR = of(SenseKey.ILLEGAL_REQUEST, 0x1A, 0x00);
    public static final Sense SAVING_PARAMETERS_NOT_SUPPORTED = of(SenseKey.ILLEGAL_REQUEST, 0x39, 0x00);
    /** RELEASE of a persistent reservation with another SCOPE or TYPE than it has (SPC-4 5.13.11.2.3). */
    public static final Sense INVALID_RELEASE_OF_PERSISTENT_RESERVATION = of(SenseKey.ILLEGAL_REQUEST, 0x26, 0x04);

    public static final Sense INSUFFICIENT_REGISTRATION_RESOURCES = of(SenseKey.ILLEGAL_REQUEST, 0x55, 0x04);
    /** An unusable task attribute such as ACA without an auto contingent allegiance (SAM-5 8.6). */
    public static final Sense INVALID_MESSAGE_ERROR = of(SenseKey.ILLEGAL_REQUEST, 0x49, 0x00);

    public static final Sense WRITE_PROTECTED = of(SenseKey.DATA_PROTECT, 0x27, 0x00);
    public static final Sense SPACE_ALLOCATION_FAILED = of(SenseKey.DATA_PROTECT, 0x27, 0x07);
    /** NOT READY without a reason that the standard knows; also a device isolated from its stuck backend. */
    public static final Sense NOT_READY_CAUSE_NOT_REPORTABLE = of(SenseKey.NOT_READY, 0x04, 0x00);

    /** LOGICAL UNIT NOT READY, INITIALIZING COMMAND REQUIRED: START STOP UNIT has stopped it. */
    public static final Sense NOT_READY_STOPPED = of(SenseKey.NOT_READY, 0x04, 0x02);

    public static final Sense NOT_READY_ALUA_TRANSITION = of(SenseKey.NOT_READY, 0x04, 0x0A);
    public static final Sense NOT_READY_ALUA_STANDBY = of(SenseKey.NOT_READY, 0x04, 0x0B);
    public static final Sense NOT_READY_ALUA_UNAVAILABLE = of(SenseKey.NOT_READY, 0x04, 0x0C);
    public static final Sense MEDIUM_NOT_PRESENT = of(SenseKey.NOT_READY, 0x3A, 0x00);
    public static final Sense MEDIUM_REMOVAL_PREVENTED = of(SenseKey.ILLEGAL_REQUEST, 0x53, 0x02);
    public static final Sense SELF_TEST_FAILED = of(SenseKey.HARDWARE_ERROR, 0x3E, 0x03);
    public static final Sense WRITE_ERROR = of(SenseKey.MEDIUM_ERROR, 0x0C, 0x00);
    public static final Sense UNRECOVERED_READ_ERROR = of(SenseKey.MEDIUM_ERROR, 0x11, 0x00);
    public static final Sense INTERNAL_TARGET_FAILURE = of(SenseKey.HARDWARE_ERROR, 0x44, 0x00);
    /** Data-Out came unsolicited where none was allowed (RFC 7143 11.4.7.2). */
    public static final Sense UNEXPECTED_UNSOLICITED_DATA = of(SenseKey.ABORTED_COMMAND, 0x0C, 0x0C);
    /** Data-Out ended short of, or beyond, what was asked for (RFC 7143 11.4.7.2). */
    public static final Sense INCORRECT_AMOUNT_OF_DATA = of(SenseKey.ABORTED_COMMAND, 0x0C, 0x0D);
    /** A data digest failed (RFC 7143 11.4.7.2: PROTOCOL SERVICE CRC ERROR). */
    public static final Sense PROTOCOL_SERVICE_CRC_ERROR = of(SenseKey.ABORTED_COMMAND, 0x47, 0x05);

    /** Of the command that it is reported for. */
    public Sense(SenseKey key, int asc, int ascq, @Nullable Long information, @Nullable SenseKeySpecific specific) {
        this(key, asc, ascq, information, specific, false);
    }

    /** The same, reported for a command that has ended with GOOD already. */
    public Sense asDeferred() {
        return new Sense(key, asc, ascq, information, specific, true);
    }

    /** Sense data without INFORMATION and without SENSE KEY SPECIFIC. */
    public static Sense of(SenseKey key, int asc, int ascq) {
        return new Sense(key, asc, ascq, null, null);
    }

    /** 20/00 INVALID COMMAND OPERATION CODE, pointing at the OPERATION CODE. */
    public static Sense invalidOpcode() {
        return pointing(0x20, true, 0, 7);
    }

    /** 20/00 for a service action that its operation code does not have here, pointing at the SERVICE ACTION. */
    public static Sense invalidServiceAction(int byteIndex, int bit) {
        return pointing(0x20, true, byteIndex, bit);
    }

    /** 24/00 INVALID FIELD IN CDB; {@code bit} is the most significant bit of the wrong field. */
    public static Sense invalidFieldInCdb(int byteIndex, int bit) {
        return pointing(0x24, true, byteIndex, bit);
    }

    /** 26/00 INVALID FIELD IN PARAMETER LIST; {@code bit} is the most significant bit of the wrong field. */
    public static Sense invalidFieldInParameterList(int byteIndex, int bit) {
        return pointing(0x26, false, byteIndex, bit);
    }

    /** 21/00 LOGICAL BLOCK ADDRESS OUT OF RANGE; INFORMATION holds the first LBA that does not exist (SBC-3 4.18.1). */
    public static Sense lbaOutOfRange(long firstBadLba) {
        return new Sense(SenseKey.ILLEGAL_REQUEST, 0x21, 0x00, firstBadLba, null);
    }

    /** 1D/00 MISCOMPARE DURING VERIFY OPERATION; INFORMATION holds the offset of the first byte that differs. */
    public static Sense miscompare(long offsetBytes) {
        return new Sense(SenseKey.MISCOMPARE, 0x1D, 0x00, offsetBytes, null);
    }

    /** What an initiator is told of a failed operation on the store. */
    public static Sense of(BackstoreError error) {
        return switch (error) {
            case READ -> UNRECOVERED_READ_ERROR;
            case WRITE -> WRITE_ERROR;
            case NO_SPACE -> SPACE_ALLOCATION_FAILED;
            case READ_ONLY -> WRITE_PROTECTED;
            case NOT_READY -> NOT_READY_CAUSE_NOT_REPORTABLE;
            case UNSUPPORTED -> invalidOpcode();
            case INTERNAL -> INTERNAL_TARGET_FAILURE;
        };
    }

    private static Sense pointing(int asc, boolean inCdb, int byteIndex, int bit) {
        return new Sense(SenseKey.ILLEGAL_REQUEST, asc, 0x00, null, new FieldPointer(inCdb, byteIndex, bit));
    }

    /**
     * Sense data on the wire, without the SENSE LENGTH that iSCSI puts in front.
     *
     * @param descriptorFormat response code 72h or 73h rather than 70h or 71h (the D_SENSE bit, or DESC of REQUEST SENSE)
     */
    public byte[] encode(boolean descriptorFormat) {
        return descriptorFormat ? descriptor() : fixed();
    }

    /** SPC-4 4.5.3. */
    private byte[] fixed() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES);
        // An INFORMATION value that does not fit in four bytes is left out and VALID stays zero (SPC-4 4.5.3).
        boolean valid = information != null && information >>> 32 == 0;
        out.put((byte) ((valid ? 0xF0 : 0x70) | (deferred ? 1 : 0)))
                .put((byte) 0)
                .put((byte) key.code());
        out.putInt(valid && information != null ? (int) (long) information : 0);
        out.put((byte) (FIXED_BYTES - 8)).putInt(0); // ADDITIONAL SENSE LENGTH, COMMAND-SPECIFIC INFORMATION
        out.put((byte) asc).put((byte) ascq).put((byte) 0); // FIELD REPLACEABLE UNIT CODE
        if (specific != null) {
            putSpecific(out, specific);
        }
        return out.array();
    }

    /** SPC-4 4.5.2. */
    private byte[] descriptor() {
        int descriptors = (information == null ? 0 : 12) + (specific == null ? 0 : 8);
        ByteBuffer out = ByteBuffer.allocate(8 + descriptors);
        out.put((byte) (deferred ? 0x73 : 0x72))
                .put((byte) key.code())
                .put((byte) asc)
                .put((byte) ascq);
        out.put(7, (byte) descriptors).position(8);
        if (information != null) { // SPC-4 4.5.2.2: type 00h, length 0Ah, VALID
            out.put((byte) 0x00).put((byte) 0x0A).put((byte) 0x80).put((byte) 0).putLong(information);
        }
        if (specific != null) { // SPC-4 4.5.2.4: type 02h, length 06h
            out.put((byte) 0x02).put((byte) 0x06).putShort((short) 0);
            putSpecific(out, specific);
        }
        return out.array();
    }

    private static void putSpecific(ByteBuffer out, SenseKeySpecific specific) {
        int bits = specific.bits();
        out.put((byte) (bits >>> 16)).putShort((short) bits);
    }
}
